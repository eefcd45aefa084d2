package dev.vivace.server.config;

/// A setting's value cannot be used. Thrown by the records of this package; the binder adds the
/// place and the path.
final class InvalidSettingException extends IllegalArgumentException {

  private final String key;

  InvalidSettingException(String key, String message) {
    super(message);
    this.key = key;
  }

  /// The snake-case name within the record.
  String key() {
    return key;
  }

  /// The message, which every constructor of this class sets.
  String reason() {
    return String.valueOf(getMessage());
  }
}
