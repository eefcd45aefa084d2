package dev.vivace.storage.block;

import java.nio.charset.StandardCharsets;

/// The numbers of version 1 of the format; `docs/block-format.md` says what they mean. Changing one
/// of the first two groups makes a new version.
final class BlockFormat {

  static final int VERSION = 1;
  static final byte[] HEADER_MAGIC = "VivaceBk".getBytes(StandardCharsets.US_ASCII);
  static final byte[] TRAILER_MAGIC = "VivaceEn".getBytes(StandardCharsets.US_ASCII);
  static final int HEADER_BYTES = 12;
  static final int TRAILER_BYTES = 20;
  static final int FRAME_HEAD_BYTES = 13;
  static final int PAGE_HEAD_BYTES = 44;

  static final int CODEC_RAW = 0;
  static final int CODEC_ZSTD = 1;
  static final int ENCODING_INTEGERS = 1;
  static final int ENCODING_STRINGS = 2;
  static final int FORM_CONSTANT = 1;
  static final int FORM_INTEGERS = 2;
  static final int FORM_DICTIONARY = 3;
  static final int FORM_PLAIN = 4;
  static final int FLAG_HAS_NAN = 1;
  static final int FLAG_HAS_ORDINALS = 1;

  static final int SECTION_TABLE = 1;
  static final int SECTION_ORIGIN = 1;
  static final int SECTION_ROW_GROUPS = 2;
  static final int SECTION_TRACE_INDEX = 3;
  static final int SECTION_BLOOM = 4;
  static final int SECTION_SPLIT_TRACES = 5;

  static final int INDEX_TABLE = 1;
  static final ColumnKey INDEX_HASH = ColumnKey.of(1);
  static final ColumnKey INDEX_ORDINAL = ColumnKey.of(2);

  /// Values of a column between two of its ordinals, and the step in which integer pages grow.
  static final int ORDINAL_STEP = 4096;

  /// What a page holds before compression, unless a single string is larger.
  static final int PAGE_BYTES = 32 << 10;

  static final int MAX_PAGE_VALUES = 32 << 10;
  static final double BLOOM_FALSE_POSITIVES = 0.01;

  // Limits of what a reader accepts; they bound what a damaged length can make it allocate.
  static final int MAX_VALUE_BYTES = 64 << 20;
  static final int MAX_FRAME_BYTES = 256 << 20;
  static final int MAX_FOOTER_BYTES = 64 << 20;
  static final int MAX_ROW_GROUP_BYTES = Integer.MAX_VALUE;
  static final int MAX_CHUNK_VALUES = 64 << 20;
  static final int MAX_TRACES = 16 << 20;
  static final int MAX_NAME_BYTES = 1 << 20;

  private BlockFormat() {}
}
