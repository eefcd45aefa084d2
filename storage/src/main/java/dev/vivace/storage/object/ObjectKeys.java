package dev.vivace.storage.object;

/// What a key may look like: parts of printable ASCII between slashes, so that it is a safe path
/// and sorts the same as text and as bytes.
public final class ObjectKeys {

  static final int MAX_KEY_LENGTH = 1024;
  static final int MAX_PART_LENGTH = 255;

  private ObjectKeys() {}

  /// Whether a text found elsewhere, such as in a bucket, is a key.
  public static boolean isKey(String text) {
    try {
      check(text);
      return true;
    } catch (IllegalArgumentException _) { // it says why, which nobody asked
      return false;
    }
  }

  /// Returns the key's parts, or throws [IllegalArgumentException].
  public static String[] check(String key) {
    if (key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
      throw new IllegalArgumentException(
          "object key of %d characters (expected: 1 to %d)"
              .formatted(key.length(), MAX_KEY_LENGTH));
    }
    String[] parts = key.split("/", -1);
    for (String part : parts) {
      if (part.isEmpty() || part.equals(".") || part.equals("..") || part.equals(NewFiles.FOLDER)) {
        throw new IllegalArgumentException(
            "object key '%s' has the part '%s' (expected: relative, without empty parts, '.', '..', '.new')"
                .formatted(printable(key), part));
      }
      if (part.length() > MAX_PART_LENGTH) {
        throw new IllegalArgumentException(
            "object key '%s' has a part of %d characters (expected: at most %d)"
                .formatted(printable(key), part.length(), MAX_PART_LENGTH));
      }
    }
    for (int i = 0; i < key.length(); i++) {
      if (!isAllowed(key.charAt(i))) {
        throw new IllegalArgumentException(
            "object key '%s' has an unsupported character at position %d (expected: printable ASCII)"
                .formatted(printable(key), i));
      }
    }
    return parts;
  }

  private static boolean isAllowed(char c) {
    return c > ' ' && c < 0x7f && c != '\\';
  }

  private static String printable(String key) {
    return key.replaceAll("[^!-~]", "?");
  }
}
