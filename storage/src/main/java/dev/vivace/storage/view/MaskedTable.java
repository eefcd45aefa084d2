package dev.vivace.storage.view;

import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.Codes;
import dev.vivace.traceql.table.EventTable;
import dev.vivace.traceql.table.LinkTable;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.TraceFacts;
import dev.vivace.traceql.table.TraceTree;
import dev.vivace.traceql.table.UnscopedColumn;
import java.util.BitSet;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// A table of which some traces are read elsewhere. Tree and facts are those of the table beneath:
/// they say something of the masked traces, too, which have no rows left to ask for.
public final class MaskedTable implements SpanTable {

  private final SpanTable table;
  private final long[] masked;

  private MaskedTable(SpanTable table, long[] masked) {
    this.table = table;
    this.masked = masked;
  }

  /// @param traces the traces that are read elsewhere
  public static SpanTable without(SpanTable table, BitSet traces) {
    if (traces.isEmpty()) {
      return table;
    }
    long @Nullable [] already = table.maskedRows();
    long[] masked = already == null ? Bits.none(table.rowCount()) : already.clone();
    for (int trace = traces.nextSetBit(0);
        trace >= 0 && trace < table.traceCount();
        trace = traces.nextSetBit(trace + 1)) {
      for (int row = table.firstRow(trace); row < table.firstRow(trace + 1); row++) {
        Bits.set(masked, row);
      }
    }
    return new MaskedTable(table, masked);
  }

  @Override
  public long[] maskedRows() {
    return masked;
  }

  @Override
  public int rowCount() {
    return table.rowCount();
  }

  @Override
  public int traceCount() {
    return table.traceCount();
  }

  @Override
  public int[] firstRows() {
    return table.firstRows();
  }

  @Override
  public long traceHigh(int trace) {
    return table.traceHigh(trace);
  }

  @Override
  public long traceLow(int trace) {
    return table.traceLow(trace);
  }

  @Override
  public long[] starts() {
    return table.starts();
  }

  @Override
  public long maxDuration() {
    return table.maxDuration();
  }

  @Override
  public long[] durations() {
    return table.durations();
  }

  @Override
  public long[] spanIds() {
    return table.spanIds();
  }

  @Override
  public long[] parentIds() {
    return table.parentIds();
  }

  @Override
  public Codes resources() {
    return table.resources();
  }

  @Override
  public CodedColumn names() {
    return table.names();
  }

  @Override
  public CodedColumn statuses() {
    return table.statuses();
  }

  @Override
  public CodedColumn kinds() {
    return table.kinds();
  }

  @Override
  public CodedColumn statusMessages() {
    return table.statusMessages();
  }

  @Override
  public CodedColumn scopeNames() {
    return table.scopeNames();
  }

  @Override
  public CodedColumn scopeVersions() {
    return table.scopeVersions();
  }

  @Override
  public @Nullable CodedColumn attribute(Scope scope, String key) {
    return table.attribute(scope, key);
  }

  @Override
  public @Nullable UnscopedColumn unscoped(String key) {
    return table.unscoped(key);
  }

  @Override
  public EventTable events() {
    return table.events();
  }

  @Override
  public LinkTable links() {
    return table.links();
  }

  @Override
  public Collection<String> keys(Scope scope) {
    return table.keys(scope);
  }

  @Override
  public TraceTree tree() {
    return table.tree();
  }

  @Override
  public TraceFacts facts() {
    return table.facts();
  }

  @Override
  public long sizeBytes() {
    return table.sizeBytes();
  }
}
