package dev.vivace.storage.spans;

import dev.vivace.storage.block.RowGroupWriter;
import dev.vivace.storage.block.TableWriter;
import dev.vivace.storage.head.ByteDictionary;
import java.io.IOException;
import java.util.Arrays;

/// Gives the resource or scope envelopes that a row group uses codes of their own, in the order of
/// first use, and writes them.
final class EnvelopeEncoder {

  private final ByteDictionary envelopes;
  private final int table;
  private int[] codeOf = new int[0];
  private int[] used = new int[16];
  private int count;

  EnvelopeEncoder(ByteDictionary envelopes, int table) {
    this.envelopes = envelopes;
    this.table = table;
  }

  /// The code in the row group of an envelope of the head.
  int codeOf(int headCode) {
    if (headCode >= codeOf.length) {
      int length = codeOf.length;
      codeOf = Arrays.copyOf(codeOf, Math.max(envelopes.size(), headCode + 1));
      Arrays.fill(codeOf, length, codeOf.length, -1);
    }
    if (codeOf[headCode] < 0) {
      if (count == used.length) {
        used = Arrays.copyOf(used, count * 2);
      }
      used[count] = headCode;
      codeOf[headCode] = count++;
    }
    return codeOf[headCode];
  }

  /// Writes the table and forgets the codes.
  void write(RowGroupWriter rowGroup) throws IOException {
    TableWriter writer = rowGroup.table(table, count);
    writer.strings(SpanSchema.ENVELOPE, new Texts(envelopes, used, count));
    for (int i = 0; i < count; i++) {
      codeOf[used[i]] = -1;
    }
    count = 0;
  }
}
