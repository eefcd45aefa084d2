package dev.vivace.storage.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.storage.spans.SpanSchema;
import dev.vivace.traceql.value.Value.IntValue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Numbers that checksums do not protect, since a writer was wrong or hostile.
class CorruptRowGroupTest {

  private record Damage(String what, UnaryOperator<MadeRowGroup> change, String message) {
    @Override
    public String toString() {
      return what;
    }
  }

  static List<Damage> damages() {
    int templates = SpanSchema.SPANS + SpanSchema.TEMPLATES_OF;
    return List.of(
        new Damage(
            "a template that is not there",
            made -> made.ints(SpanSchema.SPANS, SpanSchema.TEMPLATE, 0, 1, 2, 1),
            "has 2 in row 2 (expected: 0 to 1)"),
        new Damage(
            "a negative template",
            made -> made.ints(SpanSchema.SPANS, SpanSchema.TEMPLATE, 0, -1, 1, 1),
            "has -1 in row 1"),
        new Damage(
            "more rows with values than values",
            made -> made.ints(SpanSchema.SPANS, MadeRowGroup.INTS, 70, 71, 72),
            "'n' of type 1 has 3 values (expected: 4)"),
        new Damage(
            "more values than rows",
            made -> made.ints(SpanSchema.SPANS, SpanSchema.TEMPLATE, 0, 1, 0, 1),
            "'n' of type 1 has 4 values (expected: 3)"),
        new Damage(
            "a type of value that nobody knows",
            made -> made.ints(SpanSchema.SPANS, SpanSchema.attribute("x", 9), 1),
            "attribute 'x' is of type 9 (known: 0 to 8)"),
        new Damage(
            "a resource that is not there",
            made -> made.ints(SpanSchema.SPANS, SpanSchema.RESOURCE, 0, 0, 0, 1),
            "has 1 in row 3 (expected: 0 to 0)"),
        new Damage(
            "a scope that is not there",
            made -> made.ints(templates, SpanSchema.SCOPE, 0, 1),
            "has 1 in row 1"),
        new Damage(
            "a step of two depths",
            made -> made.ints(SpanSchema.SPANS, SpanSchema.DEPTH, 0, 2, 2, 0),
            "depth 2 in row 1 (expected: 0 to 1)"),
        new Damage(
            "a trace that begins below a span",
            made -> made.ints(SpanSchema.SPANS, SpanSchema.DEPTH, 0, 1, 2, 1),
            "depth 1 in row 3 (expected: 0 to 0)"),
        new Damage(
            "a negative depth",
            made -> made.ints(SpanSchema.SPANS, SpanSchema.DEPTH, 0, -1, 0, 0),
            "depth -1 in row 1"),
        new Damage(
            "traces that overlap",
            made -> made.ints(SpanSchema.TRACES, SpanSchema.FIRST_ROW, 2, 0),
            "trace 0 has rows 2 to 0"),
        new Damage(
            "spans before the first trace",
            made -> made.ints(SpanSchema.TRACES, SpanSchema.FIRST_ROW, 1, 3),
            "trace 0 has rows 1 to 3"),
        new Damage(
            "a trace beyond the spans",
            made -> made.ints(SpanSchema.TRACES, SpanSchema.FIRST_ROW, 0, 9),
            "has 9 in row 1 (expected: 0 to 3)"),
        new Damage(
            "too few ids",
            made -> made.ints(SpanSchema.SPANS, SpanSchema.SPAN_ID, 1, 2, 3),
            "has 3 values (expected: one for each of 4 rows)"),
        new Damage(
            "a parent of a span that is not there",
            made -> made.ints(SpanSchema.PARENTS, SpanSchema.ROW, 4),
            "has 4 in row 0 (expected: 0 to 3)"),
        new Damage(
            "a message of a span that is not there",
            made -> made.ints(SpanSchema.STATUS_MESSAGES, SpanSchema.ROW, 4),
            "has 4 in row 0"),
        new Damage(
            "a key list that names no column",
            made -> made.strings(templates, SpanSchema.KEYS, "\1", "\4"),
            "key list of template 1 in table 17 names column 2 (expected: below 2, none of [1])"),
        new Damage(
            "a key list that names an optional column",
            made -> made.strings(templates, SpanSchema.KEYS, "\1", "\2"),
            "key list of template 1 in table 17 names column 1 (expected: below 2, none of [1])"),
        new Damage(
            "fewer rows in a bitmap than values",
            made -> made.ints(SpanSchema.SPANS, MadeRowGroup.PRESENCE, 0b1000),
            "1 rows from 0 on have a value (expected: 2)"),
        new Damage(
            "more rows in a bitmap than values",
            made -> made.ints(SpanSchema.SPANS, MadeRowGroup.PRESENCE, 0b1110),
            "3 rows from 0 on have a value (expected: 2)"),
        new Damage(
            "a bitmap of rows that are not there",
            made -> made.ints(SpanSchema.SPANS, MadeRowGroup.PRESENCE, 0b11000),
            "24 at byte 0 (expected: bits for 4 rows)"),
        new Damage(
            "a bitmap of more than bytes",
            made -> made.ints(SpanSchema.SPANS, MadeRowGroup.PRESENCE, -1),
            "-1 at byte 0 (expected: bits for 4 rows)"),
        new Damage(
            "a bitmap that is too long",
            made -> made.ints(SpanSchema.SPANS, MadeRowGroup.PRESENCE, 0b1010, 0),
            "2 bytes for 4 rows"),
        new Damage(
            "a bitmap without an attribute",
            made -> made.ints(SpanSchema.SPANS, SpanSchema.presence("other", 1), 0),
            "stands behind"),
        new Damage(
            "an optional column without ordinals",
            made -> made.ints(SpanSchema.SPANS, MadeRowGroup.OPTIONAL, 80, 81),
            "no ordinals"),
        new Damage(
            "an optional column with constants",
            made -> made.optional(MadeRowGroup.OPTIONAL, 1, 79, 80, 81),
            "1 values before those of the rows (expected: none, it is optional)"),
        new Damage(
            "a row with two values of one key",
            made ->
                made.optional(SpanSchema.attribute("n", 3), 0, 1)
                    .ints(SpanSchema.SPANS, SpanSchema.presence("n", 3), 0b100),
            "row 2 has two values of one key (expected: one)"),
        new Damage(
            "an attribute in the bag of a span that is not there",
            made -> made.bag(4, "rare", 1, 5),
            "has 4 in row 0"),
        new Damage(
            "a type in the bag that nobody knows",
            made -> made.bag(1, "rare", 9, 5),
            "type 9 in row 0 (known: 0 to 8)"),
        new Damage(
            "an array in the bag that is none",
            made ->
                made.bag(1, "rare", 5, 0)
                    .strings(SpanSchema.SPANS + SpanSchema.BAG_OF, SpanSchema.TEXT, "\12\11"),
            "an array is not as it was written"),
        new Damage(
            "an event of a span that is not there",
            made -> made.ints(SpanSchema.EVENTS, SpanSchema.SPAN_ROW, 1, 4),
            "has 4 in row 1"),
        new Damage(
            "events that are not sorted",
            made -> made.ints(SpanSchema.EVENTS, SpanSchema.SPAN_ROW, 3, 1),
            "row 1 belongs to span 1 (expected: at least 3"),
        new Damage(
            "another count of traces than in the footer",
            made ->
                made.ints(SpanSchema.TRACES, SpanSchema.TRACE_HIGH, 0)
                    .ints(SpanSchema.TRACES, SpanSchema.TRACE_LOW, 1)
                    .ints(SpanSchema.TRACES, SpanSchema.START, 1)
                    .ints(SpanSchema.TRACES, SpanSchema.FIRST_ROW, 0),
            "4 spans in 1 traces (expected from the footer: 4 in 2)"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void wrongNumbersEndInAMessageThatSaysWhere(Damage damage) {
    MadeRowGroup made = damage.change().apply(new MadeRowGroup());

    assertThatThrownBy(() -> readAll(open(made)))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(damage.message());
  }

  @Test
  void withoutDamageAllIsSeen() {
    List<SeenSpan> spans = SeenSpan.of(open(new MadeRowGroup()));

    assertThat(spans).extracting(SeenSpan::start).containsExactly(100L, 101L, 102L, 200L);
    assertThat(spans).extracting(SeenSpan::parentId).containsExactly(0L, 1L, 2L, 77L);
    assertThat(spans)
        .extracting(SeenSpan::name)
        .containsExactly("first", "other", "other", "other");
    assertThat(spans).extracting(SeenSpan::statusMessage).containsExactly("", "", "why", "");
    assertThat(spans)
        .extracting(SeenSpan::attributes)
        .containsExactly(
            Map.of("n", new IntValue(70)),
            Map.of("n", new IntValue(71), "some", new IntValue(80), "rare", new IntValue(5)),
            Map.of("n", new IntValue(72)),
            Map.of("n", new IntValue(73), "some", new IntValue(81)));
    assertThat(spans).extracting(span -> span.events().size()).containsExactly(0, 1, 0, 1);
  }

  private static void readAll(RowGroupTable table) {
    assertThat(table.resources().count()).isEqualTo(4);
    assertThat(SeenSpan.of(table)).hasSize(4);
  }

  private static RowGroupTable open(MadeRowGroup made) {
    DecodedColumns decoded =
        new DecodedColumns(DecodedColumns.DEFAULT_MAX_BYTES, new SimpleMeterRegistry());
    return new RowGroupTable(made.write(), 0, decoded, null);
  }
}
