package dev.vivace.storage.block;

import org.jspecify.annotations.Nullable;

/// A column chunk as the directory describes it. Page heads and ordinals stay encoded until the
/// column is read: most columns of a block never are.
///
/// @param constant the value of all rows, if the form says so
/// @param directory the row group's directory, in which the next two point
/// @param headsAt where the heads of the dictionary's pages begin, then those of the values
/// @param ordinalsAt where the ordinals begin; −1 if there are none
record Chunk(
    ColumnInfo info,
    int form,
    long offset,
    long constant,
    int dictionaryPages,
    int valuePages,
    byte[] directory,
    int headsAt,
    int ordinalsAt,
    int ordinalCount) {

  /// Source of the fields' order: [ColumnWriter].
  static Chunk read(Place table, ByteCursor cursor, byte[] directory, int dataLength) {
    int kind = cursor.readInt();
    int type = cursor.readInt();
    String name = cursor.readText("name", BlockFormat.MAX_NAME_BYTES);
    ColumnKey key = new ColumnKey(kind, name, type);
    int form = cursor.readByte();
    NumberOrder order = order(cursor, cursor.readByte());
    boolean hasOrdinals = (cursor.readByte() & BlockFormat.FLAG_HAS_ORDINALS) != 0;
    int values = cursor.readCount("values", BlockFormat.MAX_CHUNK_VALUES);
    int distinct = cursor.readCount("distinct values", values);
    int offset = cursor.readCount("offset", dataLength);
    long constant = 0;
    int dictionaryPages = 0;
    int valuePages = 0;
    boolean strings = form == BlockFormat.FORM_DICTIONARY || form == BlockFormat.FORM_PLAIN;
    if (form == BlockFormat.FORM_CONSTANT) {
      constant = cursor.readLong();
    } else if (strings || form == BlockFormat.FORM_INTEGERS) {
      dictionaryPages = cursor.readEntryCount("dictionary pages", BlockFormat.PAGE_HEAD_BYTES);
      valuePages = cursor.readEntryCount("pages", BlockFormat.PAGE_HEAD_BYTES);
    } else {
      throw table.column(key).corrupt("directory", "form %d (expected: 1 to 4)".formatted(form));
    }
    int headsAt =
        cursor.skip(Math.multiplyExact(dictionaryPages + valuePages, BlockFormat.PAGE_HEAD_BYTES));
    int ordinalCount = hasOrdinals ? cursor.readEntryCount("ordinals", Integer.BYTES) : 0;
    int ordinalsAt = cursor.skip(ordinalCount * Integer.BYTES);
    return new Chunk(
        new ColumnInfo(key, strings, order, values, distinct),
        form,
        offset,
        constant,
        dictionaryPages,
        valuePages,
        directory,
        headsAt,
        hasOrdinals ? ordinalsAt : -1,
        ordinalCount);
  }

  /// The pages of the dictionary.
  PageList readDictionaryPages(Place place, int dataLength) {
    PageList pages =
        PageList.read(
            place,
            heads(place, headsAt, dictionaryPages),
            BlockFormat.ENCODING_STRINGS,
            dictionaryPages,
            info.distinct(),
            offset);
    return checked(place, pages, dataLength);
  }

  /// The pages of integers, of codes, or of a plain column's strings.
  PageList readValuePages(Place place, int dataLength, long from) {
    int encoding =
        form == BlockFormat.FORM_PLAIN
            ? BlockFormat.ENCODING_STRINGS
            : BlockFormat.ENCODING_INTEGERS;
    int at = headsAt + dictionaryPages * BlockFormat.PAGE_HEAD_BYTES;
    PageList pages =
        PageList.read(
            place, heads(place, at, valuePages), encoding, valuePages, info.values(), from);
    return checked(place, pages, dataLength);
  }

  int @Nullable [] readOrdinals(Place place) {
    if (ordinalsAt < 0) {
      return null;
    }
    ByteCursor cursor =
        new ByteCursor(
            place, "ordinals", directory, ordinalsAt, ordinalsAt + ordinalCount * Integer.BYTES);
    int[] ordinals = new int[ordinalCount];
    int previous = 0;
    for (int i = 0; i < ordinalCount; i++) {
      previous += cursor.readCount("step", info.values() - previous);
      ordinals[i] = previous;
    }
    return ordinals;
  }

  private ByteCursor heads(Place place, int at, int pages) {
    return new ByteCursor(
        place, "page heads", directory, at, at + pages * BlockFormat.PAGE_HEAD_BYTES);
  }

  private static PageList checked(Place place, PageList pages, int dataLength) {
    if (pages.offset(pages.count()) > dataLength) {
      throw place.corrupt(
          "page heads",
          "pages end at byte %d of the row group (expected: at most %d)"
              .formatted(pages.offset(pages.count()), dataLength));
    }
    return pages;
  }

  private static NumberOrder order(ByteCursor cursor, int number) {
    return switch (number) {
      case 0 -> NumberOrder.SIGNED;
      case 1 -> NumberOrder.UNSIGNED;
      case 2 -> NumberOrder.DOUBLE;
      default -> throw cursor.corrupt("order %d (expected: 0 to 2)".formatted(number));
    };
  }
}
