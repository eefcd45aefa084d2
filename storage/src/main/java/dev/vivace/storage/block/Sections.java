package dev.vivace.storage.block;

/// Reads typed sections. A reader skips those it does not know, unless they are required.
final class Sections {

  private static final int FLAG_REQUIRED = 1;

  private Sections() {}

  static void read(ByteCursor cursor, Handler handler) {
    while (cursor.left() > 0) {
      int kind = cursor.readShort();
      boolean required = (cursor.readShort() & FLAG_REQUIRED) != 0;
      int length = cursor.readCount("section of bytes:", cursor.left() - Integer.BYTES);
      ByteCursor content = cursor.readPart("section " + kind, length);
      if (handler.read(kind, required, content)) {
        content.expectEnd();
      } else if (required) {
        throw unknown(content, "section of kind " + kind);
      }
    }
  }

  static RuntimeException unknown(ByteCursor cursor, String what) {
    return cursor.corrupt(
        what
            + " is required and unknown (expected: kinds of format version "
            + BlockFormat.VERSION
            + "); read this block with the release that wrote it or a newer one");
  }

  @FunctionalInterface
  interface Handler {

    /// Reads the whole content, or returns false if the kind is unknown.
    boolean read(int kind, boolean required, ByteCursor content);
  }
}
