package dev.vivace.storage.scan;

import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.block.StringColumn;
import dev.vivace.storage.block.TableReader;
import dev.vivace.storage.scan.DecodedColumns.Part;
import dev.vivace.storage.spans.SpanSchema;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.Codes;
import dev.vivace.traceql.table.Values;

/// The status messages of spans: code 0 is the empty text of those that have none.
final class StatusMessages {

  private static final byte[] NOTHING = new byte[0];

  private final RowGroup rowGroup;

  StatusMessages(RowGroup rowGroup) {
    this.rowGroup = rowGroup;
  }

  CodedColumn column() {
    Values values =
        rowGroup.get(
            SpanSchema.SPANS,
            Part.STATUS_MESSAGES,
            Values.class,
            () -> RowGroup.ofValues(readValues()));
    return new CodedColumn(
        values,
        () ->
            rowGroup.get(
                SpanSchema.SPANS,
                Part.STATUS_MESSAGE_CODES,
                Codes.class,
                () -> RowGroup.ofCodes(readCodes(values.count()))));
  }

  private Values readValues() {
    RowGroupReader reader = rowGroup.open();
    Values.Builder values = new Values.Builder();
    values.addText(NOTHING, 0, 0);
    if (reader.hasTable(SpanSchema.STATUS_MESSAGES)) {
      StringColumn texts = reader.table(SpanSchema.STATUS_MESSAGES).strings(SpanSchema.VALUE);
      for (int code = 0; code < texts.dictionarySize(); code++) {
        texts.seek(code);
        values.addText(texts.bytes(), texts.offset(), texts.length());
      }
    }
    return values.build();
  }

  private Codes readCodes(int limit) {
    RowGroupReader reader = rowGroup.open();
    int[] codes = new int[reader.table(SpanSchema.SPANS).rows()];
    if (reader.hasTable(SpanSchema.STATUS_MESSAGES)) {
      TableReader table = reader.table(SpanSchema.STATUS_MESSAGES);
      int[] rows = rowGroup.codes(table, SpanSchema.ROW, codes.length);
      StringColumn texts = table.strings(SpanSchema.VALUE);
      if (texts.count() != rows.length) {
        throw rowGroup.corrupt(
            table.kind(), "%d texts (expected: %d)".formatted(texts.count(), rows.length));
      }
      int[] textCodes = new int[rows.length];
      texts.readCodes(0, rows.length, textCodes, 0);
      for (int i = 0; i < rows.length; i++) {
        codes[rows[i]] = 1 + textCodes[i];
      }
    }
    return Codes.of(codes, limit);
  }
}
