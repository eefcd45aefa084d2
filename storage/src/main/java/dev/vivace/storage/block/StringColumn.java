package dev.vivace.storage.block;

import dev.vivace.model.error.CorruptDataException;
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
    return chunk.readValuePages(place, dataLength, dictionary.offset(dictionary.count()));
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
    if (codes == null) {
      return Objects.checkIndex(index, count());
    }
    long code = codes.get(index);
    if (code < 0 || code >= dictionarySize()) {
      throw wrongCode(index);
    }
    return (int) code;
  }

  /// Decodes the codes of `[from, from + count)` to `target[at …]`.
  public void readCodes(int from, int count, int[] target, int at) {
    if (codes != null) {
      codes.read(from, count, target, at);
      checkCodes(from, count, target, at);
      return;
    }
    Objects.checkFromIndexSize(from, count, count());
    for (int i = 0; i < count; i++) {
      target[at + i] = from + i;
    }
  }

  private void checkCodes(int from, int count, int[] target, int at) {
    int greatest = Integer.MIN_VALUE;
    int least = 0;
    for (int i = at; i < at + count; i++) {
      greatest = Math.max(greatest, target[i]);
      least = Math.min(least, target[i]);
    }
    if (least < 0 || greatest >= dictionarySize()) {
      throw wrongCode(from);
    }
  }

  private CorruptDataException wrongCode(int index) {
    return place.corrupt(
        "codes from value " + index,
        "out of range (expected: below %d)".formatted(dictionarySize()));
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
