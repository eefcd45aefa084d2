package dev.vivace.storage.scan;

import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.spans.SpanSchema;
import dev.vivace.traceql.table.Codes;

/// The template of each row of an owner.
///
/// @param codes by row
/// @param counts how many rows a template has
record TemplateRows(Codes codes, int[] counts) {

  static TemplateRows read(RowGroup rowGroup, int owner) {
    RowGroupReader reader = rowGroup.open();
    int[] counts = new int[reader.table(owner + SpanSchema.TEMPLATES_OF).rows()];
    int[] templates = rowGroup.codes(reader.table(owner), SpanSchema.TEMPLATE, counts.length);
    for (int template : templates) {
      counts[template]++;
    }
    return new TemplateRows(Codes.of(templates, counts.length), counts);
  }

  long memoryBytes() {
    return codes.memoryBytes() + (long) counts.length * Integer.BYTES;
  }
}
