package dev.vivace.storage.scan;

import static dev.vivace.storage.head.TestSpans.number;
import static dev.vivace.storage.head.TestSpans.request;
import static dev.vivace.storage.head.TestSpans.span;
import static dev.vivace.storage.head.TestSpans.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.otlp.RandomRequests;
import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.block.ColumnInfo;
import dev.vivace.storage.block.PageSource;
import dev.vivace.storage.head.HeadFixture;
import dev.vivace.storage.source.TableHandle;
import dev.vivace.storage.spans.BlockFixture;
import dev.vivace.storage.spans.SpanSchema;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.engine.QueryGuard;
import dev.vivace.traceql.engine.SearchPlan;
import dev.vivace.traceql.engine.TimeWindow;
import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.UnscopedColumn;
import dev.vivace.traceql.table.ValueType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.Event;
import io.opentelemetry.proto.trace.v1.Span.Link;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a table shows is what was sent: by way of a head and a block, from the cache and without.
class RowGroupTableTest {

  private static final int MAX_ROWS = 128 << 10;

  private final HeadFixture fixture = new HeadFixture();
  private final AtomicInteger reads = new AtomicInteger();
  private final DecodedColumns decoded =
      new DecodedColumns(DecodedColumns.DEFAULT_MAX_BYTES, new SimpleMeterRegistry());

  @ParameterizedTest(name = "seed {0}, row groups of {1} spans, unknown fields: {2}")
  @CsvSource({
    "1, 100000, false",
    "2, 100000, false",
    "3, 30, false",
    "4, 1, false",
    "5, 100000, true",
    "6, 100000, true",
    "7, 50, true",
  })
  void randomSpansAreSeenAsTheyWereSent(long seed, int maxRows, boolean unknownFields) {
    RandomRequests requests = new RandomRequests(seed);
    if (!unknownFields) {
      requests.withoutUnknownFields();
    }
    for (int i = 0; i < 40; i++) {
      fixture.append(requests.next());
    }

    assertSeen(maxRows);
  }

  @ParameterizedTest(name = "seed {0}, row groups of {1} spans, {2} keys")
  @CsvSource({"11, 100000, 6", "12, 700, 6", "13, 100000, 40", "14, 300, 200"})
  void templatesConstantsAndBagsAreSeenAsTheyWereSent(long seed, int maxRows, int keys) {
    Random random = new Random(seed);
    for (int i = 1; i <= 2000; i++) {
      fixture.append(randomSpan(1 + random.nextInt(400), i, keys, random));
    }

    assertSeen(maxRows);
  }

  @ParameterizedTest(name = "seed {0}, row groups of {1} spans")
  @CsvSource({"3, 100000", "4, 5000"})
  void keysThatMakeTooManyTemplatesAreSeenInOptionalColumns(long seed, int maxRows) {
    Random random = new Random(seed);
    for (int i = 1; i <= 12_000; i++) {
      Span.Builder span =
          span(1 + random.nextInt(3000), i, 0)
              .setName("name " + i % 50)
              .addAttributes(number("n", i));
      span.addAttributes(random.nextBoolean() ? number("mixed", i % 7) : text("mixed", "m"));
      for (int key = 0; key < 20; key++) {
        if (random.nextBoolean()) {
          span.addAttributes(
              switch (random.nextInt(40)) {
                case 0 -> text("key " + key, "text " + random.nextInt(3));
                case 1 -> array("key " + key, 1, random.nextInt(3));
                case 2 -> array("key " + key);
                default -> number("key " + key, random.nextInt(3));
              });
        }
      }
      if (random.nextInt(5) == 0) {
        span.addAttributes(text("key 5", "again"));
      }
      fixture.append(span);
    }

    assertSeen(maxRows);
    assertThat(optional(block(maxRows), SpanSchema.SPANS))
        .contains("mixed of type 0", "mixed of type 1");
  }

  @Test
  void keysOfResourcesMayBeOptionalToo() {
    Random random = new Random(5);
    for (int i = 1; i <= 6000; i++) {
      Resource.Builder resource = Resource.newBuilder();
      for (int key = 0; key < 20; key++) {
        if (random.nextBoolean()) {
          resource.addAttributes(number("key " + key, random.nextInt(3)));
        }
      }
      ExportTraceServiceRequest.Builder request = request(span(i, i, 0)).toBuilder();
      request.getResourceSpansBuilder(0).setResource(resource);
      fixture.append(request.build());
    }

    assertSeen(MAX_ROWS);
    assertThat(optional(block(MAX_ROWS), SpanSchema.RESOURCES)).isNotEmpty();
  }

  private static List<String> optional(BlockReader block, int owner) {
    return block.rowGroup(0).table(owner).columns().stream()
        .map(ColumnInfo::key)
        .filter(key -> key.kind() == SpanSchema.PRESENCE)
        .map(key -> key.name() + " of type " + key.type())
        .toList();
  }

  @Test
  void moreValuesThanGetCodesOfTheirOwnAreSeen() {
    for (int i = 1; i <= 10_000; i++) {
      fixture.append(
          span(i, i, 0)
              .addAttributes(number("distinct", i * 31L))
              .addAttributes(number("few", i % 5000))
              .addAttributes(number("fewer", i % 300))
              .addAttributes(text("text", "text " + i)));
    }

    assertSeen(MAX_ROWS);
    CodedColumn fewer = table(MAX_ROWS).attribute(Scope.SPAN, "fewer");
    // Those of the column and, of the bag, the first 64.
    assertThat(fewer.values().count()).isEqualTo(1 + 300 + 64);
  }

  @Test
  void anArrayOfOneElementIsItsElementAndLaterOccurrencesOfAKeyAreNotSeen() {
    for (int i = 1; i <= 200; i++) {
      fixture.append(
          span(i, i, 0)
              .addAttributes(array("one", i))
              .addAttributes(array("two", i, i + 1))
              .addAttributes(array("none"))
              .addAttributes(text("twice", "first"))
              .addAttributes(number("twice", i)));
    }

    assertSeen(MAX_ROWS);
    SpanTable table = table(MAX_ROWS);
    assertThat(typeOf(table, "one")).isEqualTo(ValueType.INT);
    assertThat(typeOf(table, "two")).isEqualTo(ValueType.ARRAY);
    assertThat(typeOf(table, "none")).isEqualTo(ValueType.OPAQUE);
    assertThat(typeOf(table, "twice")).isEqualTo(ValueType.STRING);
  }

  private static ValueType typeOf(SpanTable table, String key) {
    CodedColumn column = table.attribute(Scope.SPAN, key);
    return column.values().type(column.codes().get(150));
  }

  @Test
  void whatTemplatesDecideHasNoCodesOfItsOwn() {
    for (int i = 1; i <= 500; i++) {
      fixture.append(span(i, i, 0).setName("name " + i % 5).addAttributes(number("key", 1)));
    }
    // The first values of a key lie in the bag of the first row group.
    List<SpanTable> tables = tables(block(100), decoded);
    SpanTable table = tables.getLast();

    assertThat(table.attribute(Scope.SPAN, "key").codes()).isSameAs(table.names().codes());
    assertThat(table.kinds().codes()).isSameAs(table.names().codes());
    assertThat(table.scopeNames().codes()).isSameAs(table.names().codes());
    assertThat(table.attribute(Scope.RESOURCE, "service.name").codes()).isSameAs(table.resources());
  }

  @Test
  void aKeyThatNoRowHasIsNoColumn() {
    fixture.append(span(1, 1, 0).addAttributes(number("here", 1)));
    SpanTable table = table(MAX_ROWS);

    assertThat(table.attribute(Scope.SPAN, "absent")).isNull();
    assertThat(table.attribute(Scope.RESOURCE, "here")).isNull();
    assertThat(table.attribute(Scope.INSTRUMENTATION, "here")).isNull();
    assertThat(table.events().attribute("here")).isNull();
    assertThat(table.links().attribute("here")).isNull();
    assertThat(table.unscoped("absent")).isNull();
    assertThat(table.unscoped("here").resource()).isNull();
    UnscopedColumn ofResource = table.unscoped("service.name");
    assertThat(ofResource.span()).isNull();
    assertThatThrownBy(() -> table.attribute(Scope.EVENT, "here"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> table.keys(Scope.PARENT)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSpanThatEndsBeforeItStartsLastedNoTime() {
    fixture.append(
        span(1, 1, 0).setStartTimeUnixNano(-1).setEndTimeUnixNano(5),
        span(1, 2, 0).setStartTimeUnixNano(100).setEndTimeUnixNano(50),
        span(1, 3, 0).setStartTimeUnixNano(-9).setEndTimeUnixNano(-1));

    SpanTable table = table(MAX_ROWS);

    assertSeen(MAX_ROWS);
    assertThat(table.durations()).containsExactlyInAnyOrder(0, 0, 8);
  }

  @Test
  void aSecondTableDecodesNothing() {
    for (int i = 1; i <= 2000; i++) {
      fixture.append(randomSpan(1 + i / 10, i, 10, new Random(i)));
    }
    BlockReader block = block(MAX_ROWS);
    List<SeenSpan> first = all(block, decoded);
    int readsBefore = reads.get();

    assertThat(all(block, decoded)).isEqualTo(first);
    assertThat(reads.get()).isEqualTo(readsBefore);
    SpanTable one = tables(block, decoded).getFirst();
    SpanTable other = tables(block, decoded).getFirst();
    assertThat(other.starts()).isSameAs(one.starts());
    assertThat(other.tree()).isSameAs(one.tree());
    assertThat(other.facts()).isSameAs(one.facts());
    assertThat(reads.get()).isEqualTo(readsBefore);
    assertThat(decoded.usedBytes()).isBetween(100_000L, 3_000_000L);
  }

  @Test
  void aCacheWithoutRoomChangesNoAnswer() {
    for (int i = 1; i <= 500; i++) {
      fixture.append(randomSpan(1 + i / 10, i, 10, new Random(i)));
    }
    BlockReader block = block(100);
    DecodedColumns tiny = new DecodedColumns(4096, new SimpleMeterRegistry());

    assertThat(all(block, tiny)).isEqualTo(all(block, decoded));
    assertThat(tiny.usedBytes()).isLessThanOrEqualTo(4096);
  }

  @Test
  void threadsThatShareATableSeeTheSame() throws Exception {
    for (int i = 1; i <= 500; i++) {
      fixture.append(randomSpan(1 + i / 10, i, 10, new Random(i)));
    }
    BlockReader block = block(MAX_ROWS);
    List<SeenSpan> expected = all(block, decoded);
    DecodedColumns small = new DecodedColumns(20_000, new SimpleMeterRegistry());
    SpanTable shared = tables(block, small).getFirst();

    List<Callable<List<SeenSpan>>> readers =
        List.of(
            () -> SeenSpan.of(shared),
            () -> SeenSpan.of(shared),
            () -> all(block, small),
            () -> all(block, small));
    try (ExecutorService threads = Executors.newFixedThreadPool(readers.size())) {
      for (Future<List<SeenSpan>> seen : threads.invokeAll(readers)) {
        assertThat(seen.get()).isEqualTo(expected);
      }
    }
  }

  /// What is decided by values alone reads no codes; what no row has reads nothing at all.
  @Test
  void codesOfRowsAreReadOnlyWhenTheyAreNeeded() {
    for (int i = 1; i <= 2000; i++) {
      fixture.append(
          span(i, i, 0).setName("name " + i % 3).addAttributes(text("key", "value " + i % 7)));
    }
    SpanTable table = table(MAX_ROWS);
    assertThat(table.attribute(Scope.SPAN, "absent")).isNull();
    int afterBag = reads.get();

    assertThat(table.attribute(Scope.SPAN, "absent too")).isNull();
    assertThat(reads.get()).isEqualTo(afterBag);
    CodedColumn column = table.attribute(Scope.SPAN, "key");
    assertThat(reads.get()).isEqualTo(afterBag);
    assertThat(column.values().count()).isEqualTo(1 + 7 + 64);
    int afterValues = reads.get();
    assertThat(column.codes().count()).isEqualTo(2000);
    assertThat(reads.get()).isGreaterThan(afterValues);
  }

  @Test
  void codesOfAnUnscopedKeyAreReadOnlyWhenTheyAreNeeded() {
    for (int i = 1; i <= 2000; i++) {
      fixture.append(span(i, i, 0).addAttributes(text("service.name", "value " + i % 7)));
    }
    SpanTable table = table(MAX_ROWS);
    CodedColumn ofSpans = table.attribute(Scope.SPAN, "service.name");
    CodedColumn ofResources = table.attribute(Scope.RESOURCE, "service.name");
    int spanCodes = ofSpans.values().count();
    int afterValues = reads.get();

    UnscopedColumn column = table.unscoped("service.name");
    assertThat(column.spanCodes()).isEqualTo(spanCodes);
    assertThat(column.resource()).isSameAs(ofResources);
    assertThat(reads.get()).isEqualTo(afterValues);
    assertThat(column.codes().count()).isEqualTo(2000);
    assertThat(reads.get()).isGreaterThan(afterValues);
    assertThat(table.unscoped("service.name").codes()).isSameAs(column.codes());
  }

  /// What no row group has is found out from values alone.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ span.key = `nobody` }",
        "{ .key = `nobody` }",
        "{ .service.name = `nobody` }",
        "{ .service.name = `nobody` } | count() > 2",
        "{ .service.name = `nobody` } >> { .key = `value 1` }",
        "{ .key = `value 1` } >> { .service.name = `nobody` }",
      })
  void aSearchThatNoValueSatisfiesReadsValuesOnly(String query) {
    for (int i = 1; i <= 2000; i++) {
      String value = "value " + i % 7;
      fixture.append(span(i, i, 0).addAttributes(text("key", value)));
      fixture.append(span(i, -i, i).addAttributes(text("service.name", value)));
    }
    SpanTable table = table(MAX_ROWS);
    table.attribute(Scope.SPAN, "key").values();
    table.attribute(Scope.SPAN, "service.name").values();
    table.attribute(Scope.RESOURCE, "service.name").values();
    table.attribute(Scope.SPAN, "key").codes(); // Of the side that some satisfy.
    int afterValues = reads.get();

    assertThat(tracesOf(query, table)).isEmpty();
    assertThat(reads.get()).isEqualTo(afterValues);
  }

  private static int[] tracesOf(String query, SpanTable table) {
    return SearchPlan.of(TraceQl.parse(query)).run(table, TimeWindow.ALL, QueryGuard.NONE).traces();
  }

  /// Values and codes of the key lie in pages that are not read.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ span.n = 2000 }",
        "{ span.n > 2000 }",
        "{ span.n >= 2000 }",
        "{ span.n < -1 }",
        "{ span.n <= -0.5 }",
        "{ .n = 2000 }",
        "{ span.n = -3 && span.f > 5 }",
        "{ span.f > 1000 || span.f < -0.5 }",
        "{ span.key = 5 }",
        "{ event.n = 2000 }",
      })
  void aNumberBeyondAllOfAColumnIsNotLookedFor(String query) {
    appendNumbers();
    SpanTable table = table(MAX_ROWS);
    table.unscoped("absent"); // Reads the bags.
    table.attribute(Scope.SPAN, "rare").numbers();
    table.events().attribute("rare").numbers();
    int before = reads.get();

    assertThat(tracesOf(query, table)).isEmpty();
    assertThat(reads.get()).isEqualTo(before);
  }

  @ParameterizedTest(name = "{0}: {1} traces")
  @CsvSource({
    "{ span.n = 1999 }, 1",
    "{ span.n >= 1999 }, 1",
    "{ span.n <= 0 }, 1",
    "{ span.n != 5000 }, 2000",
    "{ span.n > -1 }, 2000",
    "{ .n = 10 }, 1",
    "{ span.f = 999.5 }, 1",
    "{ span.f < 0.5 }, 1",
    "{ event.n = 1999 }, 1",
    "{ span.mixed = 7 }, 1000",
    "{ span.arrays = 70 }, 2000",
    "{ span.rare = 4000 }, 1",
    "{ span.rare = 3000 }, 1",
  })
  void aNumberAtTheEndOfAColumnIsFound(String query, int traces) {
    appendNumbers();

    assertThat(tracesOf(query, table(MAX_ROWS))).hasSize(traces);
  }

  /// The values of `rare` lie in the bag; those of `arrays` are arrays, `mixed` has two columns.
  private void appendNumbers() {
    for (int i = 0; i < 2000; i++) {
      Span.Builder span =
          span(i + 1, i + 1, 0)
              .addAttributes(number("n", i))
              .addAttributes(floating("f", i / 2.0))
              .addAttributes(text("key", "value " + i % 7))
              .addAttributes(i % 2 == 0 ? number("mixed", 7) : text("mixed", "7"))
              .addAttributes(numbers("arrays", i, 70));
      Event.Builder event = Event.newBuilder().setName("e").addAttributes(number("n", i));
      if (i % 1000 == 0) {
        span.addAttributes(number("rare", 3000 + i));
        event.addAttributes(number("rare", 3000 + i));
      }
      span.addEvents(event);
      fixture.append(span);
    }
  }

  private static KeyValue floating(String key, double number) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setDoubleValue(number))
        .build();
  }

  private static KeyValue numbers(String key, long... numbers) {
    ArrayValue.Builder array = ArrayValue.newBuilder();
    for (long number : numbers) {
      array.addValues(AnyValue.newBuilder().setIntValue(number));
    }
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setArrayValue(array))
        .build();
  }

  @Test
  void maskedTablesShareAllButTreesAndFacts() {
    for (int trace = 1; trace <= 20; trace++) {
      fixture.append(span(trace, 1, 0), span(trace, 2, 1), span(trace, 3, 1));
    }
    BlockReader block = block(MAX_ROWS);
    SpanTable whole = new RowGroupTable(block, 0, decoded, null);
    long[] masked = Bits.none(60);
    Bits.set(masked, whole.firstRow(4));
    SpanTable part = new RowGroupTable(block, 0, decoded, masked);
    SpanTable same = new RowGroupTable(block, 0, decoded, masked.clone());

    assertThat(part.maskedRows()).isEqualTo(masked);
    assertThat(part.starts()).isSameAs(whole.starts());
    assertThat(whole.facts().roots()[4]).isEqualTo(whole.firstRow(4));
    assertThat(part.facts().roots()[4]).isEqualTo(-1);
    assertThat(whole.tree().childCounts()[whole.firstRow(4)]).isEqualTo(2);
    assertThat(part.tree().childCounts()[whole.firstRow(4)]).isEqualTo(0);
    assertThat(same.tree()).isSameAs(part.tree());
  }

  @Test
  void handlesSayWhatTheFooterKnows() {
    for (int trace = 1; trace <= 30; trace++) {
      fixture.append(span(trace, trace * 10L, 0), span(trace, trace * 10L + 1, trace * 10L));
    }
    BlockReader block = block(20);
    long[] mask = Bits.all(20);

    List<TableHandle> handles =
        RowGroupTables.of(block, decoded, rowGroup -> rowGroup == 1 ? mask : null);

    assertThat(reads.get()).isEqualTo(1); // The tail.
    assertThat(handles).hasSize(3);
    assertThat(handles).extracting(TableHandle::rowCount).containsExactly(20, 20, 20);
    assertThat(handles).extracting(TableHandle::traceStartMin).containsExactly(10L, 110L, 210L);
    assertThat(handles).extracting(TableHandle::traceStartMax).containsExactly(100L, 200L, 300L);
    assertThat(handles).extracting(TableHandle::traceEndMax).containsExactly(111L, 211L, 311L);
    assertThat(handles).extracting(TableHandle::spanStartMin).containsExactly(10L, 110L, 210L);
    assertThat(handles).extracting(TableHandle::spanStartMax).containsExactly(101L, 201L, 301L);
    assertThat(handles).extracting(TableHandle::name).contains("block 'block', row group 1");
    assertThat(handles).extracting(TableHandle::block).containsOnly(Optional.of("block"));
    assertThat(handles.stream().mapToLong(TableHandle::sizeBytes).sum())
        .isBetween(1L, block.lengthBytes());
    assertThat(handles.get(1).open().maskedRows()).isSameAs(mask);
    assertThat(handles.get(2).open().maskedRows()).isNull();
  }

  @Test
  void handlesKnowWhichTracesTheyHoldWithoutBeingOpened() {
    for (int trace = 1; trace <= 30; trace++) {
      fixture.append(span(trace, trace * 10L, 0), span(trace, trace * 10L + 1, trace * 10L));
    }
    List<TableHandle> handles = RowGroupTables.of(block(20), decoded, RowGroupTables.RowMasks.NONE);
    List<SpanTable> tables = handles.stream().map(TableHandle::open).toList();

    for (int i = 0; i < handles.size(); i++) {
      for (int other = 0; other < tables.size(); other++) {
        SpanTable table = tables.get(other);
        for (int trace = 0; trace < table.traceCount(); trace++) {
          assertThat(handles.get(i).mayHold(table.traceHigh(trace), table.traceLow(trace)))
              .isEqualTo(i == other);
        }
      }
    }
    assertThat(handles.getFirst().mayHold(1, 1)).isFalse();
  }

  @Test
  void theGreatestDurationIsKnownBeforeAnyIsRead() {
    for (int i = 1; i <= 2000; i++) {
      fixture.append(span(i, i, 0).setStartTimeUnixNano(1_000).setEndTimeUnixNano(1_000 + i % 777));
    }
    SpanTable table = table(MAX_ROWS);
    int before = reads.get();

    assertThat(table.maxDuration()).isEqualTo(776);
    assertThat(reads.get()).isEqualTo(before);
    assertThat(Arrays.stream(table.durations()).max()).hasValue(776);
  }

  private void assertSeen(int maxRows) {
    BlockReader block = block(maxRows);
    List<SeenSpan> expected =
        fixture.sent().values().stream().flatMap(List::stream).map(SeenSpan::of).toList();
    List<SeenSpan> seen = all(block, decoded);
    // Hashed, since comparing any order is quadratic.
    Set<SeenSpan> missing = new HashSet<>(expected);
    seen.forEach(missing::remove);
    Set<SeenSpan> unexpected = new HashSet<>(seen);
    expected.forEach(unexpected::remove);
    assertThat(missing).as("spans that were sent, but seen otherwise: %s", unexpected).isEmpty();
    assertThat(unexpected).isEmpty();
    assertThat(seen).hasSize(expected.size());
    assertThat(all(block, decoded)).isEqualTo(seen);
    assertResources(block);
  }

  /// Rows have the same resource code exactly if they were sent under equal resources.
  private void assertResources(BlockReader block) {
    for (SpanTable table : tables(block, decoded)) {
      assertThat(table.resources().count()).isEqualTo(table.rowCount());
      List<SeenSpan> spans = SeenSpan.of(table);
      List<SeenSpan> byCode = new ArrayList<>(Collections.nCopies(table.rowCount(), null));
      for (int row = 0; row < table.rowCount(); row++) {
        int code = table.resources().get(row);
        SeenSpan known = byCode.get(code);
        if (known == null) {
          byCode.set(code, spans.get(row));
        } else {
          assertThat(spans.get(row).resourceAttributes()).isEqualTo(known.resourceAttributes());
        }
      }
    }
  }

  private static List<SeenSpan> all(BlockReader block, DecodedColumns decoded) {
    return tables(block, decoded).stream().flatMap(table -> SeenSpan.of(table).stream()).toList();
  }

  private static List<SpanTable> tables(BlockReader block, DecodedColumns decoded) {
    return RowGroupTables.of(block, decoded, RowGroupTables.RowMasks.NONE).stream()
        .map(TableHandle::open)
        .toList();
  }

  private SpanTable table(int maxRows) {
    return tables(block(maxRows), decoded).getFirst();
  }

  /// A block whose reads are counted.
  private BlockReader block(int maxRows) {
    ByteBuffer bytes = BlockFixture.write(fixture.head(), maxRows);
    PageSource source = BlockFixture.source(bytes);
    return BlockReader.open(
        (offset, length) -> {
          reads.incrementAndGet();
          return source.read(offset, length);
        },
        "block",
        bytes.capacity(),
        _ -> true);
  }

  private static KeyValue array(String key, long... elements) {
    ArrayValue.Builder array = ArrayValue.newBuilder();
    for (long element : elements) {
      array.addValues(AnyValue.newBuilder().setIntValue(element));
    }
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setArrayValue(array))
        .build();
  }

  private static Span.Builder randomSpan(long trace, long id, int keys, Random random) {
    int kind = random.nextInt(4);
    Span.Builder span =
        span(trace, id, random.nextInt(3) == 0 ? 0 : id - 1)
            .setName("name " + kind)
            .setKindValue(kind);
    List<KeyValue> attributes = new ArrayList<>();
    for (int key = 0; key < keys; key++) {
      if (key % 4 != kind || random.nextInt(10) == 0) {
        String name = "key " + key;
        attributes.add(
            switch (random.nextInt(40)) {
              case 0 -> text(name, "text " + random.nextInt(3));
              case 1 -> array(name, 1, 2, random.nextInt(3));
              case 2 -> array(name, 7);
              default -> number(name, key == 5 ? kind : random.nextInt(5));
            });
      }
    }
    if (random.nextInt(20) == 0) {
      Collections.shuffle(attributes, random);
    }
    if (random.nextInt(10) == 0) {
      attributes.add(
          random.nextInt(attributes.size() + 1), text("rare " + random.nextInt(50), "r"));
    }
    if (random.nextInt(15) == 0) {
      attributes.add(text("key 3", "again"));
    }
    for (int i = 0; i < random.nextInt(3); i++) {
      span.addEvents(
          Event.newBuilder()
              .setName("event " + i)
              .setTimeUnixNano(id + random.nextInt(50) - 5)
              .addAttributes(number("key " + random.nextInt(3), i)));
      span.addLinks(Link.newBuilder().addAttributes(text("link", "to " + i)));
    }
    return span.addAllAttributes(attributes);
  }
}
