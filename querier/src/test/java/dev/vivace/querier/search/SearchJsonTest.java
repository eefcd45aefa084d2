package dev.vivace.querier.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.vivace.model.proto.tempopb.SearchResponse;
import dev.vivace.querier.json.JsonBytes;
import dev.vivace.traceql.result.FoundSpan;
import dev.vivace.traceql.result.FoundSpanset;
import dev.vivace.traceql.result.FoundTrace;
import dev.vivace.traceql.result.FoundTrace.ServiceCounts;
import dev.vivace.traceql.result.NamedValue;
import dev.vivace.traceql.value.Status;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.StatusValue;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SearchJsonTest {

  private static final SearchMetrics NOTHING = new SearchMetrics(0, 0, 0, 0, 0, 0, 0);
  private static final int ROUNDS = 500;

  @Test
  void randomAnswersSayTheSameInJsonAndProtobuf() throws InvalidProtocolBufferException {
    long seed = Long.getLong("vivace.seed", System.nanoTime());
    RandomAnswers random = new RandomAnswers(seed);
    for (int round = 0; round < ROUNDS; round++) {
      SearchAnswer answer = random.answer();
      assertThat(strictlyParsed(json(answer)))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(SearchMessages.answer(answer, false));
    }
  }

  @Test
  void leavesOutWhatIsZeroOrEmpty() {
    FoundSpan span = new FoundSpan(0x7c5e0000L, "", 0, 0, List.of());
    FoundTrace trace =
        new FoundTrace(
            0,
            0xc0c0L,
            "",
            "",
            true,
            0,
            999_999,
            new TreeMap<>(),
            List.of(new FoundSpanset(0, List.of(), List.of(span))));
    assertThat(json(answer(trace)))
        .isEqualTo(
            """
            {"traces":[{"traceID":"c0c0",\
            "spanSet":{"spans":[{"spanID":"000000007c5e0000"}]},\
            "spanSets":[{"spans":[{"spanID":"000000007c5e0000"}]}]}],"metrics":{}}""");
  }

  @Test
  void writesWhatTheSpecificationShows() {
    FoundSpan span =
        new FoundSpan(
            0x7c5e00000000d0a3L,
            "",
            1_700_000_100_300_000_000L,
            500_000_000,
            List.of(named("status", new StatusValue(Status.ERROR))));
    FoundTrace trace =
        new FoundTrace(
            0x5f00000000000000L,
            0x0a0a,
            "web",
            "GET /cart",
            true,
            1_700_000_100_000_000_000L,
            1_000_000_000,
            new TreeMap<>(Map.of("web", new ServiceCounts(2, 0), "cart", new ServiceCounts(1, 1))),
            List.of(
                new FoundSpanset(2, List.of(named("count()", new IntValue(2))), List.of(span))));
    String spanset =
        """
        {"spans":[{"spanID":"7c5e00000000d0a3","startTimeUnixNano":"1700000100300000000",\
        "durationNanos":"500000000","attributes":[{"key":"status","value":{"stringValue":"error"}}]}],\
        "matched":2,"attributes":[{"key":"count()","value":{"intValue":"2"}}]}""";
    assertThat(json(answer(trace)))
        .isEqualTo(
            "{\"traces\":[{\"traceID\":\"5f000000000000000000000000000a0a\","
                + "\"rootServiceName\":\"web\",\"rootTraceName\":\"GET /cart\","
                + "\"startTimeUnixNano\":\"1700000100000000000\",\"durationMs\":1000,"
                + "\"spanSet\":"
                + spanset
                + ",\"spanSets\":["
                + spanset
                + "],\"serviceStats\":{\"cart\":{\"spanCount\":1,\"errorCount\":1},"
                + "\"web\":{\"spanCount\":2}}}],\"metrics\":{}}");
  }

  @Test
  void aTraceWithoutRootSaysSo() {
    FoundTrace trace = new FoundTrace(1, 2, "", "", false, 1, 1, new TreeMap<>(), List.of());
    assertThat(json(answer(trace)))
        .contains("\"rootServiceName\":\"<root span not yet received>\"")
        .doesNotContain("rootTraceName");
  }

  @Test
  void padsTraceIdsWhereTheTenantWantsIt() {
    FoundTrace trace = new FoundTrace(0, 0xc0c0L, "", "", true, 1, 1, new TreeMap<>(), List.of());
    JsonBytes padded = SearchJson.write(answer(trace), true, 1000);
    assertThat(new String(padded.bytes(), 0, padded.length(), UTF_8))
        .contains("\"traceID\":\"0000000000000000000000000000c0c0\"");
  }

  @Test
  void aKeyHasOneTypeInAnAnswer() {
    assertThat(values(new IntValue(1), new FloatValue(1.5)))
        .isEqualTo("{\"doubleValue\":1}{\"doubleValue\":1.5}");
    assertThat(values(new IntValue(1), new StringValue("x")))
        .isEqualTo("{\"stringValue\":\"1\"}{\"stringValue\":\"x\"}");
    assertThat(values(new BoolValue(false), new IntValue(0)))
        .isEqualTo("{\"stringValue\":\"false\"}{\"stringValue\":\"0\"}");
  }

  @Test
  void valuesWithoutAPlaceInATableAreText() {
    assertThat(values(new ArrayValue(List.of(new StringValue("red"), new StringValue("\"")))))
        .isEqualTo("{\"stringValue\":\"[\\\"red\\\",\\\"\\\\\\\"\\\"]\"}");
    assertThat(values(new DurationValue(1_762_500_000))).isEqualTo("{\"stringValue\":\"1.7625s\"}");
  }

  private static String values(Value... values) {
    List<FoundSpan> spans =
        List.of(values).stream()
            .map(value -> new FoundSpan(1, "", 0, 0, List.of(named("k", value))))
            .toList();
    FoundTrace trace =
        new FoundTrace(
            1,
            1,
            "",
            "",
            true,
            1,
            1,
            new TreeMap<>(),
            List.of(new FoundSpanset(spans.size(), List.of(), spans)));
    String json = json(answer(trace));
    StringBuilder shown = new StringBuilder();
    String sets = json.substring(json.indexOf("\"spanSets\""));
    for (int at = sets.indexOf("\"value\":"); at >= 0; at = sets.indexOf("\"value\":", at + 1)) {
      shown.append(sets, at + 8, sets.indexOf("}}", at) + 1);
    }
    return shown.toString();
  }

  private static NamedValue named(String key, Value value) {
    return new NamedValue(key, value);
  }

  private static SearchAnswer answer(FoundTrace... traces) {
    return new SearchAnswer(List.of(traces), NOTHING, "");
  }

  private static String json(SearchAnswer answer) {
    JsonBytes out = SearchJson.write(answer, false, 1 << 20);
    return new String(out.bytes(), 0, out.length(), UTF_8);
  }

  private static SearchResponse strictlyParsed(String json) throws InvalidProtocolBufferException {
    SearchResponse.Builder response = SearchResponse.newBuilder();
    JsonFormat.parser().merge(json, response);
    return response.build();
  }
}
