package dev.vivace.querier.tags;

import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.Codes;
import dev.vivace.traceql.table.EventTable;
import dev.vivace.traceql.table.LinkTable;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.TraceFacts;
import dev.vivace.traceql.table.TraceTree;
import dev.vivace.traceql.table.UnscopedColumn;
import dev.vivace.traceql.table.Values;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Two traces of two spans each, made by hand: rows 0 and 1 are the first trace, its root first.
/// The event of row 1 is `retry`.
public class HandMadeTable implements SpanTable {

  private final Map<Scope, Map<String, CodedColumn>> attributes = new LinkedHashMap<>();
  private final CodedColumn names;
  private long @Nullable [] masked;

  /// @param names one a row
  public HandMadeTable(String... names) {
    this.names = texts(names);
  }

  HandMadeTable with(Scope scope, String key, CodedColumn column) {
    attributes.computeIfAbsent(scope, _ -> new LinkedHashMap<>()).put(key, column);
    return this;
  }

  /// @param rows a bit each
  public HandMadeTable masking(long rows) {
    masked = new long[] {rows};
    return this;
  }

  /// A column with a code of its own for each row.
  static CodedColumn texts(String... texts) {
    Values.Builder values = new Values.Builder();
    for (String text : texts) {
      byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      values.addText(bytes, 0, bytes.length);
    }
    return column(values);
  }

  public static CodedColumn column(Values.Builder values) {
    int[] codes = new int[values.count()];
    for (int row = 0; row < codes.length; row++) {
      codes[row] = row;
    }
    return new CodedColumn(values.build(), Codes.of(codes, codes.length));
  }

  /// Fails if the rows are looked at.
  static CodedColumn valuesAlone(Values values) {
    Supplier<Codes> unread =
        () -> {
          throw new AssertionError("the rows are not needed");
        };
    return new CodedColumn(values, unread);
  }

  @Override
  public int rowCount() {
    return 4;
  }

  @Override
  public int traceCount() {
    return 2;
  }

  @Override
  public int[] firstRows() {
    return new int[] {0, 2, 4};
  }

  @Override
  public long traceHigh(int trace) {
    return 0;
  }

  @Override
  public long traceLow(int trace) {
    return trace + 1L;
  }

  @Override
  public long @Nullable [] maskedRows() {
    return masked;
  }

  @Override
  public long[] starts() {
    return new long[] {10, 20, 30, 40};
  }

  @Override
  public long[] durations() {
    return new long[] {100, 5, 7, 3};
  }

  @Override
  public long[] spanIds() {
    return new long[] {1, 2, 3, 4};
  }

  @Override
  public long[] parentIds() {
    return new long[] {0, 1, 0, 3};
  }

  @Override
  public Codes resources() {
    return Codes.of(new int[4], 1);
  }

  @Override
  public CodedColumn names() {
    return names;
  }

  @Override
  public CodedColumn statuses() {
    throw new AssertionError("statuses need no look");
  }

  @Override
  public CodedColumn kinds() {
    throw new AssertionError("kinds need no look");
  }

  @Override
  public CodedColumn statusMessages() {
    return texts("", "boom", "", "");
  }

  @Override
  public CodedColumn scopeNames() {
    return texts("otel", "", "", "");
  }

  @Override
  public CodedColumn scopeVersions() {
    return texts("", "", "", "1.2");
  }

  @Override
  public @Nullable CodedColumn attribute(Scope scope, String key) {
    return attributes.getOrDefault(scope, Map.of()).get(key);
  }

  @Override
  public @Nullable UnscopedColumn unscoped(String key) {
    return UnscopedColumn.of(attribute(Scope.SPAN, key), attribute(Scope.RESOURCE, key));
  }

  @Override
  public EventTable events() {
    return new EventTable() {
      @Override
      public CodedColumn names() {
        return texts("retry");
      }

      @Override
      public long[] timesSinceStart() {
        return new long[] {77};
      }

      @Override
      public int rowCount() {
        return 1;
      }

      @Override
      public int[] firstRows() {
        return new int[] {0, 0, 1, 1, 1};
      }

      @Override
      public @Nullable CodedColumn attribute(String key) {
        return HandMadeTable.this.attribute(Scope.EVENT, key);
      }
    };
  }

  @Override
  public LinkTable links() {
    return new LinkTable() {
      @Override
      public long[] traceHighs() {
        return new long[0];
      }

      @Override
      public long[] traceLows() {
        return new long[0];
      }

      @Override
      public long[] spanIds() {
        return new long[0];
      }

      @Override
      public int rowCount() {
        return 0;
      }

      @Override
      public int[] firstRows() {
        return new int[5];
      }

      @Override
      public @Nullable CodedColumn attribute(String key) {
        return null;
      }
    };
  }

  @Override
  public Collection<String> keys(Scope scope) {
    return attributes.getOrDefault(scope, Map.of()).keySet();
  }

  @Override
  public TraceTree tree() {
    return TraceTree.of(this);
  }

  @Override
  public TraceFacts facts() {
    return TraceFacts.of(this);
  }

  @Override
  public long sizeBytes() {
    return 1000;
  }
}
