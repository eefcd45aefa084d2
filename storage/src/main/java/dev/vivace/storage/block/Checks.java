package dev.vivace.storage.block;

/// The checks that pages and frames share.
final class Checks {

  private Checks() {}

  static void crc(Place place, String part, int found, int expected) {
    if (found != expected) {
      throw place.corrupt(part, "CRC32C %08x (expected: %08x)".formatted(found, expected));
    }
  }

  static void lengths(
      Place place, String part, int codec, int rawLength, int storedLength, int maxRawLength) {
    if (rawLength < 0 || rawLength > maxRawLength) {
      throw place.corrupt(
          part,
          "%d bytes before compression (expected: at most %d)"
              .formatted(rawLength & 0xFFFFFFFFL, maxRawLength));
    }
    boolean fits =
        switch (codec) {
          case BlockFormat.CODEC_RAW -> storedLength == rawLength;
          case BlockFormat.CODEC_ZSTD -> storedLength > 0 && storedLength < rawLength;
          default -> false;
        };
    if (!fits) {
      throw place.corrupt(
          part,
          "codec %d with %d bytes stored of %d (expected: 0 raw, 1 zstd and shorter)"
              .formatted(codec, storedLength & 0xFFFFFFFFL, rawLength));
    }
  }
}
