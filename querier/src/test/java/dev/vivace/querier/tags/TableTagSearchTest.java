package dev.vivace.querier.tags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.LimitExceededException;
import dev.vivace.model.id.TenantId;
import dev.vivace.querier.admission.QuerySlots;
import dev.vivace.querier.api.TimeRange;
import dev.vivace.storage.source.TableHandle;
import dev.vivace.storage.source.TenantTables;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.completion.TagFilter;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.StringValue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTagSearchTest {

  private static final TagBounds UNBOUNDED = new TagBounds(0, 0, 0, 1_000_000);
  private static final TagFilter UNFILTERED = new TagFilter(List.of());
  private static final TagFilter SECOND_ROW = TagFilter.parse("{ name = \"render\" }");

  private final List<TableHandle> tables = new ArrayList<>();
  private final List<String> opened = new ArrayList<>();
  private Duration timeout = Duration.ofSeconds(10);

  private HandMadeTable add(HandMadeTable table) {
    add("table", () -> table);
    return table;
  }

  private void add(String name, Supplier<SpanTable> opened) {
    add(name, null, opened);
  }

  private void add(String name, @Nullable String block, Supplier<SpanTable> opened) {
    tables.add(new HandMadeHandle(name, block, 100, opened));
  }

  private TableTagSearch search() {
    return new TableTagSearch(
        new HandMadeSource(new TenantTables(tables, 1, 8011, 0, null)),
        _ -> (_, _, _) -> new long[] {0b10},
        new QuerySlots(1, 0, new SimpleMeterRegistry()),
        timeout);
  }

  private TagValues values(String target, TagFilter filter, TagBounds bounds) {
    return search()
        .values(
            new TagValuesRequest(
                List.of(TenantId.SINGLE),
                TagTarget.parse(target),
                filter,
                new TimeRange(0, 100),
                bounds),
            new Silent<>());
  }

  private List<String> texts(String target, TagFilter filter) {
    return values(target, filter, UNBOUNDED).values().stream()
        .map(value -> value.type().word() + ":" + value.text())
        .toList();
  }

  private TagNames names(TagScope scope, TagFilter filter, TagBounds bounds) {
    return search()
        .names(
            new TagNamesRequest(
                List.of(TenantId.SINGLE), scope, filter, new TimeRange(0, 100), bounds),
            new Silent<>());
  }

  private static HandMadeTable shop() {
    return new HandMadeTable("GET /cart", "render", "nightly", "step")
        .with(Scope.SPAN, "size", HandMadeTable.texts("1", "2", "3", "4"))
        .with(Scope.RESOURCE, "service.name", HandMadeTable.texts("web", "web", "batch", "batch"))
        .with(Scope.EVENT, "attempt", HandMadeTable.texts("first"));
  }

  @ParameterizedTest(name = "{0}: {1}; with a filter {2}")
  @CsvSource({
    "name, string:GET /cart string:render string:nightly string:step, string:render",
    "span.size, string:1 string:2 string:3 string:4, string:2",
    ".size, string:1 string:2 string:3 string:4, string:2",
    "resource.service.name, string:web string:batch, string:web",
    "event.attempt, string:first, string:first",
    "event:name, string:retry, string:retry",
    "event:timeSinceStart, int:77, int:77",
    "rootName, string:GET /cart string:nightly, string:GET /cart",
    "trace:rootService, string:web string:batch, string:web",
    "trace:duration, int:100 int:13, int:100",
    "traceDuration, '', ''",
    "statusMessage, string:boom, string:boom",
    "instrumentation:name, string:otel, ''",
    "instrumentation:version, string:1.2, ''",
    "span.zzz, '', ''",
    "nestedSetLeft, '', ''",
  })
  void findsDistinctValues(String target, String all, String filtered) {
    add(shop());
    assertThat(String.join(" ", texts(target, UNFILTERED))).isEqualTo(all);
    assertThat(String.join(" ", texts(target, SECOND_ROW))).isEqualTo(filtered);
  }

  @Test
  void valuesHaveTypesAndArraysAreTakenApart() {
    Values.Builder values = new Values.Builder();
    values.addMissing();
    values.addOpaque();
    values.addInt(-5);
    values.addFloat(0.5);
    values.addBool(true);
    values.addArray(new ArrayValue(List.of(new StringValue("red"), new StringValue("blue"))));
    add(shop().with(Scope.SPAN, "mixed", HandMadeTable.valuesAlone(values.build())));
    assertThat(texts("span.mixed", UNFILTERED))
        .containsExactly("int:-5", "float:0.5", "bool:true", "string:red", "string:blue");
  }

  @Test
  void maskedRowsDoNotCount() {
    add(shop().masking(0b1101));
    assertThat(texts("name", UNFILTERED)).containsExactly("string:render");
  }

  @Test
  void endsWhereTheRequestSays() {
    addBlocks("0", "1", "2");
    assertThat(values("name", UNFILTERED, new TagBounds(3, 0, 0, 1000)).values()).hasSize(3);
    assertThat(opened).containsExactly("0");
    opened.clear();
    TagValues cut = values("name", UNFILTERED, new TagBounds(0, 0, 0, 16));
    assertThat(cut.values()).hasSize(2);
    assertThat(cut.message()).isEmpty();
    assertThat(opened).containsExactly("0");
  }

  @ParameterizedTest(name = "{1} stale blocks, {0}: {2}")
  @CsvSource({
    "0 1 2 3 4, 2, 0 1 2",
    "0 1 2 3 4, 1, 0 1",
    "0 1 2 3 4, 0, 0 1 2 3 4",
    "0 0 0 1 1 2, 1, 0 0 0 1 1",
    "0 1 0 2 1 3, 1, 0 1 0 2", // Block 2 is the first that is looked through and has nothing new.
    "- - 0 1 2, 1, - - 0",
  })
  void staleBlocksAreThoseOfWhichNoTableBringsAnythingNew(
      String blocks, int maxStaleBlocks, String expected) {
    addBlocks(blocks.split(" "));
    values("name", UNFILTERED, new TagBounds(0, maxStaleBlocks, 0, 1000));
    assertThat(String.join(" ", opened)).isEqualTo(expected);
  }

  @Test
  void somethingNewBeginsTheCountOfStaleBlocksAnew() {
    addBlocks("0", "1");
    add("new", "2", () -> new HandMadeTable("w", "x", "y", "z"));
    addBlocks("3", "4", "5");
    TagValues found = values("name", UNFILTERED, new TagBounds(0, 2, 0, 1000));
    assertThat(found.values()).hasSize(8);
    assertThat(opened).containsExactly("0", "1", "3", "4");
  }

  @ParameterizedTest(name = "{1} blocks, {0}: {2}")
  @CsvSource({
    "0 1 2 3, 2, 0 1",
    "0 1 2 3, 0, 0 1 2 3",
    "0 1 0 2 1 -, 2, 0 1 0 1 -",
    "- - 0 1, 1, - - 0",
  })
  void noMoreBlocksAreAskedThanAllowed(String blocks, int maxBlocks, String expected) {
    addBlocks(blocks.split(" "));
    TagValues found = values("name", UNFILTERED, new TagBounds(0, 0, maxBlocks, 1000));
    assertThat(String.join(" ", opened)).isEqualTo(expected);
    assertThat(found.message()).isEmpty();
    assertThat(found.metrics().completedJobs()).isEqualTo(found.metrics().totalJobs());
  }

  /// A table of each of these blocks, all the same; `-` is one in memory.
  private void addBlocks(String... blocks) {
    for (String block : blocks) {
      add(
          "table",
          block.equals("-") ? null : block,
          () -> {
            opened.add(block);
            return shop();
          });
    }
  }

  @Test
  void namesThatOnlyMaskedRowsHaveAreNotListed() {
    Values.Builder onFirst = new Values.Builder();
    onFirst.addInt(1);
    onFirst.addMissing();
    onFirst.addMissing();
    onFirst.addMissing();
    add(shop().with(Scope.SPAN, "first", HandMadeTable.column(onFirst)).masking(0b0001));
    assertThat(names(TagScope.SPAN, UNFILTERED, UNBOUNDED).names().get(Scope.SPAN))
        .containsExactly("size");
  }

  @Test
  void namesAreThoseOfTheScope() {
    add(shop());
    assertThat(names(TagScope.NONE, UNFILTERED, UNBOUNDED).names().keySet())
        .containsExactly(Scope.SPAN, Scope.RESOURCE, Scope.EVENT);
    assertThat(names(TagScope.SPAN, UNFILTERED, UNBOUNDED).names()).containsOnlyKeys(Scope.SPAN);
    assertThat(names(TagScope.SPAN, UNFILTERED, UNBOUNDED).metrics())
        .isEqualTo(new TagMetrics(1000, 1, 1, 1, 8011));
  }

  @Test
  void aFilterLeavesTheNamesOfItsSpans() {
    Values.Builder onFirst = new Values.Builder();
    onFirst.addInt(1);
    onFirst.addMissing();
    onFirst.addMissing();
    onFirst.addMissing();
    add(shop().with(Scope.SPAN, "first", HandMadeTable.column(onFirst)));
    assertThat(names(TagScope.SPAN, SECOND_ROW, UNBOUNDED).names().get(Scope.SPAN))
        .containsExactly("size");
    assertThat(names(TagScope.EVENT, SECOND_ROW, UNBOUNDED).names().get(Scope.EVENT))
        .containsExactly("attempt");
  }

  @Test
  void theLimitOfNamesIsPerScope() {
    add(shop().with(Scope.SPAN, "b", HandMadeTable.texts("", "", "", "")));
    TagNames names = names(TagScope.NONE, UNFILTERED, new TagBounds(1, 0, 0, 1000));
    assertThat(names.names().values()).allMatch(one -> one.size() == 1).hasSize(3);
  }

  @Test
  void whatCannotBeReadMakesTheAnswerPartial() {
    add(
        "broken",
        () -> {
          throw new CorruptDataException("block x, byte 3: found 1, expected 2");
        });
    add(shop());
    TagValues values = values("name", UNFILTERED, UNBOUNDED);
    assertThat(values.values()).hasSize(4);
    assertThat(values.message())
        .isEqualTo("1 blocks could not be read; the log of the querier names them");
    assertThat(values.metrics()).isEqualTo(new TagMetrics(1000, 1, 2, 1, 8011));
  }

  @Test
  void aLookThatTakesTooLongIsPartial() {
    timeout = Duration.ofNanos(1);
    add(shop());
    assertThat(values("name", UNFILTERED, UNBOUNDED).message())
        .isEqualTo("the time for the query was over before everything was read");
  }

  @Test
  void tooManyLooksAreRefused() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    add(
        "slow",
        () -> {
          inside.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return shop();
        });
    TableTagSearch search = search();
    TagValuesRequest request =
        new TagValuesRequest(
            List.of(TenantId.SINGLE),
            TagTarget.parse("name"),
            UNFILTERED,
            new TimeRange(0, 100),
            UNBOUNDED);
    Thread first = Thread.ofVirtual().start(() -> search.values(request, new Silent<>()));
    inside.await();
    assertThatThrownBy(() -> search.values(request, new Silent<>()))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageStartingWith("job queue full: tenant 'single-tenant': ");
    go.countDown();
    first.join();
    assertThat(search.values(request, new Silent<>()).values()).hasSize(4);
  }

  @Test
  void endsWhenTheCallerHasGone() {
    add(shop());
    TagNames names =
        search()
            .names(
                new TagNamesRequest(
                    List.of(TenantId.SINGLE),
                    TagScope.NONE,
                    UNFILTERED,
                    new TimeRange(0, 100),
                    UNBOUNDED),
                new Silent<>() {
                  @Override
                  public boolean isWanted() {
                    return false;
                  }
                });
    assertThat(names.names()).isEmpty();
  }

  private static class Silent<A> implements TagProgress<A> {

    @Override
    public boolean isWanted() {
      return true;
    }

    @Override
    public boolean isDue() {
      return false;
    }

    @Override
    public void found(A soFar) {
      throw new AssertionError("not due");
    }
  }
}
