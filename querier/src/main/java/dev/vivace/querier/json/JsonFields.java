package dev.vivace.querier.json;

/// The fields of one JSON object as protobuf's JSON has them: a zero or empty one is left out.
public final class JsonFields {

  private final JsonBytes out;
  private boolean begun;

  /// Begins the object.
  public JsonFields(JsonBytes out) {
    this.out = out.raw('{');
  }

  /// Writes a field's name; its value is the caller's.
  public JsonBytes name(String name) {
    if (begun) {
      out.raw(',');
    }
    begun = true;
    return out.raw('"').raw(name).raw("\":");
  }

  public JsonFields text(String name, String text) {
    if (!text.isEmpty()) {
      name(name).string(text);
    }
    return this;
  }

  /// Writes a number of at most 32 bits.
  public JsonFields number(String name, long number) {
    if (number != 0) {
      name(name).number(number);
    }
    return this;
  }

  /// Writes an unsigned number of 64 bits.
  public JsonFields unsigned(String name, long number) {
    if (number != 0) {
      name(name).unsignedString(number);
    }
    return this;
  }

  /// Writes a signed number of 64 bits.
  public JsonFields signed(String name, long number) {
    if (number != 0) {
      name(name).longString(number);
    }
    return this;
  }

  /// Writes a number; negative zero is zero, too.
  public JsonFields decimal(String name, double number) {
    if (number != 0) {
      name(name).number(number);
    }
    return this;
  }

  /// Ends the object.
  public void end() {
    out.raw('}');
  }
}
