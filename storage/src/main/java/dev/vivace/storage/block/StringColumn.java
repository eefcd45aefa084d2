package dev.vivace.storage.block;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads a string column: codes by index, bytes by code. In a plain column, one without dictionary,
/// the code of a value is its index. Keeps the last page of values and all pages of the dictionary
/// that it touched. For one thread.
///
/// ```text
///   column.seek(column.code(row));
///   use(column.bytes(), column.offset(), column.length());
/// ```
public final class StringColumn {

  private final Place place;
  private final Chunk chunk;

  /// Null in a plain column.
  private final @Nullable IntPageReader codes;

  private final StringPageReader strings;

  StringColumn(Place place, Chunk chunk, PageLoader loader, int dataLength) {
    this.place = place;
    this.chunk = chunk;
    if (chunk.form() == BlockFormat.FORM_PLAIN) {
      codes = null;
      PageList pages = chunk.readValuePages(place, dataLength, chunk.offset());
      strings = new StringPageReader(place, loader, pages, false);
    } else {
      PageList dictionary = chunk.readDictionaryPages(place, dataLength);
      strings = new StringPageReader(place, loader, dictionary, true);
      codes = new IntPageReader(place, loader, codePages(place, chunk, dataLength, dictionary));
    }
  }

  private static PageList codePages(Place place, Chunk chunk, int dataLength, PageList dictionary) {
    if (chunk.info().distinct() == 1) {
      return PageList.constant(NumberOrder.SIGNED, 0, chunk.info().values());
    }
    PageList pages = chunk.readValuePages(place, dataLength, dictionary.offset(dictionary.count()));
    for (int page = 0; page < pages.count(); page++) {
      if (pages.min(page) < 0 || pages.max(page) >= chunk.info().distinct()) {
        throw place.corrupt(
            PageList.part(page),
            "codes %d to %d (expected: 0 to %d)"
                .formatted(pages.min(page), pages.max(page), chunk.info().distinct() - 1));
      }
    }
    return pages;
  }

  public int count() {
    return chunk.info().values();
  }

  public boolean isDictionary() {
    return codes != null;
  }

  /// All codes are below this; in a dictionary each is used.
  public int dictionarySize() {
    return strings.count();
  }

  /// The code of the value at `index`.
  public int code(int index) {
    return codes != null ? (int) codes.get(index) : Objects.checkIndex(index, count());
  }

  /// Decodes the codes of `[from, from + count)` to `target[at …]`.
  public void readCodes(int from, int count, int[] target, int at) {
    if (codes != null) {
      codes.read(from, count, target, at);
      return;
    }
    Objects.checkFromIndexSize(from, count, count());
    for (int i = 0; i < count; i++) {
      target[at + i] = from + i;
    }
  }

  /// Makes [#bytes], [#offset] and [#length] speak of this code.
  public void seek(int code) {
    strings.seek(code);
  }

  /// The array with the value sought; not to be changed. It stays as it is after the next seek.
  public byte[] bytes() {
    return strings.bytes();
  }

  public int offset() {
    return strings.offset();
  }

  public int length() {
    return strings.length();
  }

  /// A copy of the value of this code.
  public byte[] copy(int code) {
    seek(code);
    return Arrays.copyOfRange(bytes(), offset(), offset() + length());
  }

  /// As handed to the writer, in an array of the caller's own; null if there were none.
  public int @Nullable [] ordinals() {
    return chunk.readOrdinals(place);
  }
}
