package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.translate.Text;

/// Addresses of 4 or 16 bytes as text. Source: RFC 5952 for those of 16.
final class IpText {

  static final int V4_BYTES = 4;
  static final int V6_BYTES = 16;

  private static final int GROUPS = 8;
  private static final int MAPPED_PREFIX_BYTES = V6_BYTES - V4_BYTES;

  private IpText() {}

  /// The address of four bytes; none if there are not four, or all are zero.
  static Text v4(Text bytes) {
    return bytes.length() != V4_BYTES || isZero(bytes, 0, V4_BYTES)
        ? Text.EMPTY
        : Text.of(v4(bytes, 0));
  }

  /// The address of sixteen bytes; none if there are not sixteen, or all are zero. One that stands
  /// for an address of four bytes is that address.
  static Text v6(Text bytes) {
    if (bytes.length() != V6_BYTES || isZero(bytes, 0, V6_BYTES)) {
      return Text.EMPTY;
    }
    return Text.of(isMapped(bytes) ? v4(bytes, MAPPED_PREFIX_BYTES) : shortest(bytes));
  }

  private static String v4(Text bytes, int from) {
    return "%d.%d.%d.%d"
        .formatted(
            unsigned(bytes, from),
            unsigned(bytes, from + 1),
            unsigned(bytes, from + 2),
            unsigned(bytes, from + 3));
  }

  /// Leaves out the longest run of zero groups; of several, the first.
  private static String shortest(Text bytes) {
    int runStart = -1;
    int runLength = 1; // A single zero group stays.
    for (int group = 0; group < GROUPS; group++) {
      int length = zeroGroups(bytes, group);
      if (length > runLength) {
        runStart = group;
        runLength = length;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int group = 0; group < GROUPS; group++) {
      if (group == runStart) {
        text.append("::");
        group += runLength - 1;
      } else {
        boolean isAfterRun = runStart >= 0 && group == runStart + runLength;
        text.append(group == 0 || isAfterRun ? "" : ":");
        text.append(Integer.toHexString(group(bytes, group)));
      }
    }
    return text.toString();
  }

  private static int zeroGroups(Text bytes, int from) {
    int group = from;
    while (group < GROUPS && group(bytes, group) == 0) {
      group++;
    }
    return group - from;
  }

  private static boolean isMapped(Text bytes) {
    return isZero(bytes, 0, MAPPED_PREFIX_BYTES - 2)
        && group(bytes, MAPPED_PREFIX_BYTES / 2 - 1) == 0xFFFF;
  }

  private static boolean isZero(Text bytes, int from, int end) {
    for (int i = from; i < end; i++) {
      if (unsigned(bytes, i) != 0) {
        return false;
      }
    }
    return true;
  }

  private static int group(Text bytes, int index) {
    return unsigned(bytes, 2 * index) << Byte.SIZE | unsigned(bytes, 2 * index + 1);
  }

  private static int unsigned(Text bytes, int index) {
    return bytes.bytes()[bytes.offset() + index] & 0xFF;
  }
}
