package dev.vivace.storage.scan;

import dev.vivace.storage.block.ColumnKey;
import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.block.StringColumn;
import dev.vivace.storage.block.TableReader;
import dev.vivace.storage.scan.DecodedColumns.Part;
import dev.vivace.storage.spans.SpanSchema;
import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Kind;
import dev.vivace.traceql.value.Status;
import java.util.function.Supplier;

/// What templates say beside their keys: one value a template. Thread-safe.
final class TemplateTexts {

  private static final byte[] NOTHING = new byte[0];
  private static final Kind[] KINDS = Kind.values();

  // Numbers of OTLP.
  private static final long STATUS_OK = 1;
  private static final long STATUS_ERROR = 2;

  private final RowGroup rowGroup;
  private final int owner;

  TemplateTexts(RowGroup rowGroup, int owner) {
    this.rowGroup = rowGroup;
    this.owner = owner;
  }

  /// Names of spans or events.
  Values names() {
    return values(Part.NAMES, () -> readNames(templates()));
  }

  Values kinds() {
    return values(
        Part.KINDS,
        () -> {
          Values.Builder values = new Values.Builder();
          for (long kind : rowGroup.longs(templates(), SpanSchema.KIND)) {
            values.addKind(kind > 0 && kind < KINDS.length ? KINDS[(int) kind] : Kind.UNSPECIFIED);
          }
          return values.build();
        });
  }

  Values statuses() {
    return values(
        Part.STATUSES,
        () -> {
          Values.Builder values = new Values.Builder();
          for (long status : rowGroup.longs(templates(), SpanSchema.STATUS)) {
            values.addStatus(
                status == STATUS_OK
                    ? Status.OK
                    : status == STATUS_ERROR ? Status.ERROR : Status.UNSET);
          }
          return values.build();
        });
  }

  Values scopeNames() {
    return values(Part.SCOPE_NAMES, () -> ofScopes(SpanSchema.SCOPE_NAMES));
  }

  Values scopeVersions() {
    return values(Part.SCOPE_VERSIONS, () -> ofScopes(SpanSchema.SCOPE_VERSIONS));
  }

  /// The scope of each template.
  int[] scopes() {
    RowGroupReader reader = rowGroup.open();
    return rowGroup.codes(templates(), SpanSchema.SCOPE, reader.table(SpanSchema.SCOPES).rows());
  }

  private Values values(Part part, Supplier<Values> reader) {
    return rowGroup.get(owner, part, Values.class, () -> RowGroup.ofValues(reader.get()));
  }

  private TableReader templates() {
    return rowGroup.open().table(owner + SpanSchema.TEMPLATES_OF);
  }

  private Values readNames(TableReader templates) {
    Values.Builder values = new Values.Builder();
    StringColumn names = strings(templates, SpanSchema.NAME);
    for (int template = 0; template < templates.rows(); template++) {
      names.seek(names.code(template));
      values.addText(names.bytes(), names.offset(), names.length());
    }
    return values.build();
  }

  private Values ofScopes(int pairs) {
    RowGroupReader reader = rowGroup.open();
    Values.Builder values = new Values.Builder();
    values.addText(NOTHING, 0, 0);
    int[] codes = new int[reader.table(SpanSchema.SCOPES).rows()];
    if (reader.hasTable(pairs)) {
      readPairs(reader.table(pairs), codes, values);
    }
    int[] scopes = scopes();
    for (int template = 0; template < scopes.length; template++) {
      scopes[template] = codes[scopes[template]];
    }
    return ValueCopies.of(values.build(), scopes);
  }

  private void readPairs(TableReader pairs, int[] codes, Values.Builder values) {
    int[] rows = rowGroup.codes(pairs, SpanSchema.ROW, codes.length);
    StringColumn texts = strings(pairs, SpanSchema.VALUE);
    for (int i = 0; i < rows.length; i++) {
      texts.seek(texts.code(i));
      codes[rows[i]] = values.addText(texts.bytes(), texts.offset(), texts.length());
    }
  }

  private StringColumn strings(TableReader table, ColumnKey key) {
    StringColumn column = table.strings(key);
    if (column.count() != table.rows()) {
      throw rowGroup.corrupt(
          table.kind(),
          "column %d has %d values (expected: %d)"
              .formatted(key.kind(), column.count(), table.rows()));
    }
    return column;
  }
}
