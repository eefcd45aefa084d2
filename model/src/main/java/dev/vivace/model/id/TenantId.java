package dev.vivace.model.id;

import dev.vivace.model.error.InvalidRequestException;

/// Whose data something is. A valid id is safe as a folder's name and as part of an object key: 1
/// to 150 of `A-Z a-z 0-9 ! - _ . * ' ( )`, and neither `.` nor `..`. Internal keys begin with `=`,
/// so no tenant can meet them.
public record TenantId(String value) implements Comparable<TenantId> {

  /// The tenant of everything while `multitenancy_enabled` is off.
  public static final TenantId SINGLE = new TenantId("single-tenant");

  private static final int MAX_LENGTH = 150;
  private static final String PUNCTUATION = "!-_.*'()";

  public TenantId {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      throw new InvalidRequestException(
          "tenant id of %d characters (expected: 1 to %d)".formatted(value.length(), MAX_LENGTH));
    }
    for (int i = 0; i < value.length(); i++) {
      if (!isAllowed(value.charAt(i))) {
        throw new InvalidRequestException(
            "tenant id has an unsupported character at position %d (allowed: letters, digits, %s)"
                .formatted(i, PUNCTUATION));
      }
    }
    if (value.equals(".") || value.equals("..")) {
      throw new InvalidRequestException("tenant id is '.' or '..'; choose another");
    }
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || PUNCTUATION.indexOf(c) >= 0;
  }

  @Override
  public int compareTo(TenantId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
