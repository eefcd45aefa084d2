package dev.vivace.distributor.redact;

import org.jspecify.annotations.Nullable;

/// What takes the place of a secret. For one thread.
final class Replacements {

  private final byte[] hashKey;
  private final String mask;
  private @Nullable ValueHash hash;

  Replacements(byte[] hashKey, String mask) {
    this.hashKey = hashKey;
    this.mask = mask;
  }

  String mask() {
    return mask;
  }

  ValueHash hash() {
    ValueHash made = hash;
    if (made == null) {
      made = new ValueHash(hashKey);
      hash = made;
    }
    return made;
  }
}
