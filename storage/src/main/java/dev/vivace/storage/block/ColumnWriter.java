package dev.vivace.storage.block;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Encodes column chunks: writes their pages and describes them for the directory. Its buffers
/// serve one chunk after another.
///
/// ```text
/// chunk = kind:u32 type:u32 nameLength:u32 name:byte[nameLength]
///         form:u8 order:u8 flags:u8 values:u32 distinct:u32 offset:u32
///         ( constant:i64 | dictionaryPages:u32 pages:u32 pageHead[dictionaryPages + pages] )
///         [ ordinals:u32 delta:u32[ordinals] ]
/// ```
final class ColumnWriter {

  private final PageWriter pages;
  private final IntPageWriter intPages;
  private final StringPageWriter stringPages;
  private final CodeMap codes = new CodeMap();
  private final ByteSink heads = new ByteSink();
  private final long[] first = new long[1];

  ColumnWriter(PageWriter pages) {
    this.pages = pages;
    intPages = new IntPageWriter(pages);
    stringPages = new StringPageWriter(pages);
  }

  void ints(
      ByteSink directory,
      long rowGroupStart,
      ColumnKey key,
      NumberOrder order,
      LongSource values,
      int count,
      boolean constant,
      int @Nullable [] ordinals)
      throws IOException {
    int form = constant ? BlockFormat.FORM_CONSTANT : BlockFormat.FORM_INTEGERS;
    writeHead(directory, rowGroupStart, key, form, order, count, 0, ordinals);
    if (constant) {
      values.copy(0, 1, first, 0);
      directory.writeLong(first[0]);
    } else {
      heads.clear();
      writeHeads(directory, 0, intPages.write(heads, order, values, count));
    }
    writeOrdinals(directory, ordinals);
  }

  void strings(
      ByteSink directory,
      long rowGroupStart,
      ColumnKey key,
      StringValues values,
      int @Nullable [] ordinals)
      throws IOException {
    codes.fill(values);
    boolean plain = codes.size() == 0 || (codes.size() > 1 && codes.size() * 2L > values.count());
    int form = plain ? BlockFormat.FORM_PLAIN : BlockFormat.FORM_DICTIONARY;
    writeHead(
        directory,
        rowGroupStart,
        key,
        form,
        NumberOrder.SIGNED,
        values.count(),
        codes.size(),
        ordinals);
    heads.clear();
    if (plain) {
      writeHeads(directory, 0, stringPages.write(heads, values, values::code, values.count()));
    } else {
      int dictionaryPages = stringPages.write(heads, values, codes::firstUse, codes.size());
      writeHeads(directory, dictionaryPages, codes.size() == 1 ? 0 : writeCodes(values));
    }
    writeOrdinals(directory, ordinals);
  }

  private int writeCodes(StringValues values) throws IOException {
    LongSource newCodes =
        (from, count, target, at) -> {
          for (int i = 0; i < count; i++) {
            target[at + i] = codes.newCode(values.code(from + i));
          }
        };
    return intPages.write(heads, NumberOrder.SIGNED, newCodes, values.count());
  }

  private void writeHead(
      ByteSink directory,
      long rowGroupStart,
      ColumnKey key,
      int form,
      NumberOrder order,
      int count,
      int distinct,
      int @Nullable [] ordinals) {
    directory.writeInt(key.kind());
    directory.writeInt(key.type());
    directory.writeText(key.name());
    directory.writeByte(form);
    directory.writeByte(order.ordinal());
    directory.writeByte(ordinals != null ? BlockFormat.FLAG_HAS_ORDINALS : 0);
    directory.writeInt(count);
    directory.writeInt(distinct);
    directory.writeInt(Math.toIntExact(pages.position() - rowGroupStart));
  }

  private void writeHeads(ByteSink directory, int dictionaryPages, int valuePages) {
    directory.writeInt(dictionaryPages);
    directory.writeInt(valuePages);
    directory.writeBytes(heads.bytes(), 0, heads.length());
  }

  private static void writeOrdinals(ByteSink directory, int @Nullable [] ordinals) {
    if (ordinals == null) {
      return;
    }
    directory.writeInt(ordinals.length);
    int previous = 0;
    for (int ordinal : ordinals) {
      directory.writeInt(ordinal - previous);
      previous = ordinal;
    }
  }
}
