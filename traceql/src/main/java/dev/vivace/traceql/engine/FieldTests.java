package dev.vivace.traceql.engine;

import dev.vivace.traceql.ast.ComparisonOperator;
import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.Comparison;
import dev.vivace.traceql.ast.FieldExpression.Existence;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.extract.SeenTypes;
import dev.vivace.traceql.extract.StoredType;
import dev.vivace.traceql.field.Field;
import dev.vivace.traceql.field.Field.Coded;
import dev.vivace.traceql.field.Field.Computed;
import dev.vivace.traceql.field.Field.Durations;
import dev.vivace.traceql.field.Field.Missing;
import dev.vivace.traceql.field.Field.OfRoot;
import dev.vivace.traceql.field.Field.OfTrace;
import dev.vivace.traceql.field.Field.Owned;
import dev.vivace.traceql.field.Field.TraceDurations;
import dev.vivace.traceql.field.Field.Unscoped;
import dev.vivace.traceql.field.Fields;
import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.Codes;
import dev.vivace.traceql.table.UnscopedColumn;
import dev.vivace.traceql.table.ValueType;
import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Decides conditions on one field: first for its codes, then, if one of them satisfies it, for the
/// rows. For one thread.
final class FieldTests {

  private static final int CODES_A_CHECK = 4096;
  private static final Set<StoredType> ALL_TYPES = EnumSet.allOf(StoredType.class);

  private final Fields fields;
  private final SeenTypes seen;
  private final PatternCache patterns;
  private final QueryGuard guard;

  FieldTests(Fields fields, SeenTypes seen, PatternCache patterns, QueryGuard guard) {
    this.fields = fields;
    this.seen = seen;
    this.patterns = patterns;
    this.guard = guard;
  }

  /// The candidates that satisfy a comparison of a field of spans with a literal, or `= nil`.
  long[] select(FieldExpression leaf, long[] candidates) {
    return switch (leaf) {
      case Comparison(var operator, Reference reference, Literal(var literal)) -> {
        Value shown =
            RowValues.isTraceId(reference) ? RowValues.withoutLeadingZeros(literal) : literal;
        Field field = fields.get(reference);
        yield switch (field) {
          case Durations durations when shown.isNumber() ->
              selectDurations(durations, operator, shown, candidates);
          case TraceDurations(var nanos) when shown.isNumber() ->
              selectTraces(traceDurations(nanos, operator, shown), candidates);
          default ->
              select(reference, new LiteralTest(operator, shown, patterns), true, candidates);
        };
      }
      case Existence(var expectsValue, Reference reference) ->
          select(reference, presence(expectsValue), false, candidates);
      default -> throw new IllegalStateException("not simple: " + leaf);
    };
  }

  /// The candidates whose value satisfies a test, whatever its type.
  long[] select(Reference reference, CodeTest test, long[] candidates) {
    return select(reference, test, false, candidates);
  }

  /// All events or links that satisfy a comparison with a literal, or `= nil`.
  long[] selectOwned(FieldExpression leaf, Owned owned) {
    int rows = owned.table().rowCount();
    return switch (leaf) {
      case Comparison(var operator, Reference reference, Literal(var literal)) ->
          selectRows(
              owned.field(),
              new LiteralTest(operator, literal, patterns),
              seenTypes(reference, true),
              Bits.all(rows));
      case Existence(var expectsValue, _) ->
          selectRows(owned.field(), presence(expectsValue), null, Bits.all(rows));
      default -> throw new IllegalStateException("not simple: " + leaf);
    };
  }

  private static CodeTest presence(boolean expectsValue) {
    return expectsValue ? PresenceTest.PRESENT : PresenceTest.MISSING;
  }

  private long[] select(Reference reference, CodeTest test, boolean restricted, long[] candidates) {
    Field field = fields.get(reference);
    if (field instanceof Unscoped(var column)) {
      return selectUnscoped(column, ((Attribute) reference).name(), test, restricted, candidates);
    }
    return selectRows(field, test, seenTypes(reference, restricted), candidates);
  }

  /// Null if the value's type does not matter.
  private @Nullable Set<StoredType> seenTypes(Reference reference, boolean restricted) {
    return restricted
            && reference instanceof Attribute(var scope, var name)
            && scope != Scope.UNSCOPED
        ? seen.of(scope, name)
        : null;
  }

  private long[] selectRows(
      Field field, CodeTest test, @Nullable Set<StoredType> types, long[] candidates) {
    return switch (field) {
      case Missing _ -> test.holds(Nil.NIL) ? candidates.clone() : new long[candidates.length];
      case Coded(var column) -> selectCoded(column, test, types, candidates);
      case Durations(var nanos, _) ->
          selectEach(row -> new DurationValue(nanos.get()[row]), test, candidates);
      case Computed(var valueOfRow) -> selectEach(valueOfRow, test, candidates);
      case TraceDurations(var nanos) ->
          selectTraces(trace -> test.holds(new DurationValue(nanos[trace])), candidates);
      case OfRoot(var column, var roots) -> selectTraces(ofRoots(column, roots, test), candidates);
      case OfTrace(var valueOfTrace) ->
          selectTraces(trace -> test.holds(valueOfTrace.apply(trace)), candidates);
      case Unscoped _, Owned _ -> throw new IllegalStateException("not of one level: " + field);
    };
  }

  private long[] selectCoded(
      CodedColumn column, CodeTest test, @Nullable Set<StoredType> types, long[] candidates) {
    if (!test.mayHold(column)) {
      return new long[candidates.length];
    }
    boolean[] chosen = new boolean[column.values().count()];
    int count = choose(column.values(), test, types, chosen, 0);
    return rowsOf(column::codes, chosen, count, candidates);
  }

  private long[] selectUnscoped(
      UnscopedColumn column, String key, CodeTest test, boolean restricted, long[] candidates) {
    CodedColumn span = column.span();
    CodedColumn resource = column.resource();
    if ((span == null || !test.mayHold(span)) && (resource == null || !test.mayHold(resource))) {
      return new long[candidates.length];
    }
    int codes = column.spanCodes() + (resource == null ? 0 : resource.values().count());
    boolean[] chosen = new boolean[codes];
    int count = 0;
    if (span != null) {
      Set<StoredType> types = restricted ? seen.of(Scope.SPAN, key) : null;
      count += choose(span.values(), test, types, chosen, 0);
    }
    if (resource != null) {
      Set<StoredType> types = restricted ? seen.of(Scope.RESOURCE, key) : null;
      count += choose(resource.values(), test, types, chosen, column.spanCodes());
    }
    return rowsOf(column::codes, chosen, count, candidates);
  }

  /// The candidates with a chosen code. Codes are read only if some are chosen and some are not.
  private static long[] rowsOf(
      Supplier<Codes> codes, boolean[] chosen, int count, long[] candidates) {
    if (count == 0) {
      return new long[candidates.length];
    }
    if (count == chosen.length) {
      return candidates.clone();
    }
    long[] rows = new long[candidates.length];
    codes.get().select(chosen, rows);
    Bits.and(rows, candidates);
    return rows;
  }

  /// Marks the codes that satisfy the test at `chosen[at …]`; gives their number.
  private int choose(
      Values values, CodeTest test, @Nullable Set<StoredType> types, boolean[] chosen, int at) {
    boolean anyType = types == null || types.size() == ALL_TYPES.size();
    int count = 0;
    for (int code = 0; code < values.count(); code++) {
      if (code % CODES_A_CHECK == CODES_A_CHECK - 1) {
        guard.check();
      }
      if ((anyType || isSeen(values, code, types)) && test.holds(values, code)) {
        chosen[at + code] = true;
        count++;
      }
    }
    return count;
  }

  private static boolean isSeen(Values values, int code, @Nullable Set<StoredType> types) {
    if (types == null) {
      return true;
    }
    return switch (values.type(code)) {
      case STRING -> types.contains(StoredType.STRING);
      case INT -> types.contains(StoredType.INT);
      case FLOAT -> types.contains(StoredType.FLOAT);
      case BOOL -> types.contains(StoredType.BOOL);
      case ARRAY -> StoredType.of(values.array(code)).filter(types::contains).isPresent();
      case MISSING, OPAQUE, STATUS, KIND -> false;
    };
  }

  private long[] selectEach(IntFunction<Value> valueOfRow, CodeTest test, long[] candidates) {
    long[] rows = new long[candidates.length];
    int read = 0;
    for (int row = Bits.next(candidates, 0); row >= 0; row = Bits.next(candidates, row + 1)) {
      if (++read % CODES_A_CHECK == 0) {
        guard.check();
      }
      if (test.holds(valueOfRow.apply(row))) {
        Bits.set(rows, row);
      }
    }
    return rows;
  }

  private long[] selectTraces(IntPredicate test, long[] candidates) {
    long[] rows = new long[candidates.length];
    int[] firstRows = fields.table().firstRows();
    for (int trace = 0; trace + 1 < firstRows.length; trace++) {
      int end = firstRows[trace + 1];
      int row = Bits.next(candidates, firstRows[trace], end);
      if (row >= 0 && test.test(trace)) {
        for (; row >= 0; row = Bits.next(candidates, row + 1, end)) {
          Bits.set(rows, row);
        }
      }
    }
    return rows;
  }

  /// Decided once a code: what is no text shows as the empty one.
  private static IntPredicate ofRoots(@Nullable CodedColumn column, int[] roots, CodeTest test) {
    boolean withoutText = test.holds(new StringValue(""));
    if (column == null) {
      return _ -> withoutText;
    }
    Values values = column.values();
    boolean[] chosen = new boolean[values.count()];
    for (int code = 0; code < chosen.length; code++) {
      chosen[code] = values.type(code) == ValueType.STRING ? test.holds(values, code) : withoutText;
    }
    Codes codes = column.codes();
    return trace -> roots[trace] < 0 ? withoutText : chosen[codes.get(roots[trace])];
  }

  /// Durations compare as doubles with every number (specification 5.2): a closed range, or all but
  /// one value.
  private static long[] selectDurations(
      Durations field, ComparisonOperator operator, Value number, long[] candidates) {
    double least = least(operator, number);
    if (least > field.greatest() && operator != ComparisonOperator.NOT_EQUAL) {
      return new long[candidates.length]; // Nothing was read.
    }
    double greatest = greatest(operator, number);
    long[] rows = between(field.nanos().get(), least, greatest, candidates.length);
    if (operator == ComparisonOperator.NOT_EQUAL) {
      for (int i = 0; i < rows.length; i++) {
        rows[i] = ~rows[i];
      }
    }
    Bits.and(rows, candidates);
    return rows;
  }

  private static IntPredicate traceDurations(
      long[] nanos, ComparisonOperator operator, Value number) {
    double least = least(operator, number);
    double greatest = greatest(operator, number);
    boolean inside = operator != ComparisonOperator.NOT_EQUAL;
    return trace -> (nanos[trace] >= least && nanos[trace] <= greatest) == inside;
  }

  private static double least(ComparisonOperator operator, Value number) {
    double bound = number.asDouble();
    return switch (operator) {
      case EQUAL, NOT_EQUAL, GREATER_OR_EQUAL -> bound;
      case GREATER -> Math.nextUp(bound);
      case LESS, LESS_OR_EQUAL -> Double.NEGATIVE_INFINITY;
      case MATCHES, NOT_MATCHES -> Double.NaN; // No number matches a pattern.
    };
  }

  private static double greatest(ComparisonOperator operator, Value number) {
    double bound = number.asDouble();
    return switch (operator) {
      case EQUAL, NOT_EQUAL, LESS_OR_EQUAL -> bound;
      case LESS -> Math.nextDown(bound);
      case GREATER, GREATER_OR_EQUAL -> Double.POSITIVE_INFINITY;
      case MATCHES, NOT_MATCHES -> Double.NaN;
    };
  }

  private static long[] between(long[] values, double least, double greatest, int words) {
    long[] rows = new long[words];
    for (int from = 0; from < values.length; from += Long.SIZE) {
      int end = Math.min(values.length, from + Long.SIZE);
      long word = 0;
      for (int row = from; row < end; row++) {
        double value = values[row];
        word |= (value >= least && value <= greatest ? 1L : 0L) << row;
      }
      rows[from >>> 6] = word;
    }
    return rows;
  }
}
