package dev.vivace.model.span;

/// How the bytes of a request are encoded. The log keeps a request as it came, with this beside it;
/// `code` is what the log stores and never changes its meaning.
public enum WireFormat {
  OTLP_PROTOBUF(1),
  OTLP_JSON(2);

  private final int code;

  WireFormat(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /// The format of a stored code; throws [IllegalArgumentException] for one that this version does
  /// not know.
  public static WireFormat ofCode(int code) {
    for (WireFormat format : values()) {
      if (format.code == code) {
        return format;
      }
    }
    throw new IllegalArgumentException("wire format " + code + " (known: 1 to 2)");
  }
}
