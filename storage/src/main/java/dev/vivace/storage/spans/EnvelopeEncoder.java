package dev.vivace.storage.spans;

import dev.vivace.storage.block.RowGroupWriter;
import dev.vivace.storage.block.TableWriter;
import dev.vivace.storage.head.EnvelopeStore;
import java.io.IOException;
import java.util.Arrays;

/// Gives the resource or scope envelopes that a row group uses codes of their own, in the order of
/// first use, and writes them: as they were sent, and their attributes as columns.
final class EnvelopeEncoder {

  private final EnvelopeStore envelopes;
  private final int table;
  private final AttributeEncoder attributes;
  // By code in the head: the code here, or -1.
  private int[] codeOf = new int[0];
  private int[] used = new int[16];
  private int count;

  EnvelopeEncoder(EnvelopeStore envelopes, int table) {
    this.envelopes = envelopes;
    this.table = table;
    this.attributes = new AttributeEncoder(Sources.ofEnvelopes(envelopes), table);
  }

  /// The code in the row group of an envelope of the head.
  int codeOf(int headCode) {
    if (headCode >= codeOf.length) {
      int length = codeOf.length;
      codeOf = Arrays.copyOf(codeOf, envelopes.envelopes().size());
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

  /// Writes the tables and forgets the codes.
  void write(RowGroupWriter rowGroup) throws IOException {
    int[] templates = attributes.begin(used, count, codeOf);
    TableWriter writer = rowGroup.table(table, count);
    writer.strings(SpanSchema.ENVELOPE, new Texts(envelopes.envelopes(), used, count));
    writer.ints(SpanSchema.TEMPLATE, templates, count);
    attributes.writeColumns(writer);
    TemplateTable templateTable = attributes.templates();
    rowGroup
        .table(table + SpanSchema.TEMPLATES_OF, templateTable.count())
        .strings(SpanSchema.KEYS, templateTable.keyLists());
    attributes.writeRest(rowGroup);
    if (table == SpanSchema.SCOPES) {
      PairTable.write(rowGroup, SpanSchema.SCOPE_NAMES, envelopes.names(), codeOf);
      PairTable.write(rowGroup, SpanSchema.SCOPE_VERSIONS, envelopes.versions(), codeOf);
    }
    for (int i = 0; i < count; i++) {
      codeOf[used[i]] = -1;
    }
    count = 0;
  }
}
