package dev.vivace.querier.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.vivace.model.proto.tempopb.PartialStatus;
import dev.vivace.model.proto.tempopb.QueryInstantResponse;
import dev.vivace.model.proto.tempopb.QueryRangeResponse;
import dev.vivace.querier.json.JsonBytes;
import dev.vivace.querier.search.SearchMessages;
import dev.vivace.querier.search.SearchMetrics;
import dev.vivace.traceql.metrics.Exemplar;
import dev.vivace.traceql.metrics.SeriesLabel;
import dev.vivace.traceql.metrics.TimeAxis;
import dev.vivace.traceql.metrics.TimeSeries;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class MetricsJsonTest {

  private static final SearchMetrics NOTHING = new SearchMetrics(0, 0, 0, 0, 0, 0, 0);
  private static final SearchMetrics SOMETHING = new SearchMetrics(1, 8021, 99_120, 9, 10, 4, 500);
  private static final TimeAxis AXIS = new TimeAxis(1_767_225_585_000_000_000L, 15_000_000_000L, 3);
  private static final double NO_SAMPLE = Double.NaN;
  private static final int ROUNDS = 500;
  private static final long PLENTY = 1 << 20;
  private static final List<String> TEXTS =
      List.of("", "shop", "a \"b\" \\ \n\t", "ÿ€𝄞", "\u0001\u001f", "GET /cart");
  private static final double[] NUMBERS = {
    0,
    -0.0,
    1,
    -1,
    0.1,
    1e-9,
    12.4,
    1e300,
    4.9e-324,
    1e15,
    123456789012345.6,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  @Test
  void writesWhatTheSpecificationShows() {
    TimeSeries series =
        new TimeSeries(
            List.of(label("resource.service.name", new StringValue("shop"))),
            new double[] {12.4, 0, NO_SAMPLE},
            List.of(
                new Exemplar(
                    List.of(
                        label("trace:id", new StringValue("0123456789abcdef0123456789abcdef")),
                        label("span.size", new IntValue(0))),
                    12.4,
                    1_767_225_598_120L,
                    0)));
    assertThat(range(new MetricsAnswer(AXIS, List.of(series), SOMETHING, "more")))
        .isEqualTo(
            """
            {"series":[{"labels":[{"key":"resource.service.name","value":{"stringValue":"shop"}}],\
            "samples":[{"timestampMs":"1767225600000","value":12.4},{"timestampMs":"1767225615000"}],\
            "exemplars":[{"labels":[{"key":"trace:id","value":{"stringValue":"0123456789abcdef0123456789abcdef"}},\
            {"key":"span.size","value":{"intValue":"0"}}],"value":12.4,"timestampMs":"1767225598120"}]}],\
            "metrics":{"inspectedTraces":1,"inspectedBytes":"99120","totalBlocks":4,"completedJobs":9,\
            "totalJobs":10,"totalBlockBytes":"500","inspectedSpans":"8021"},\
            "status":"PARTIAL","message":"more"}""");
  }

  @Test
  void anInstantSeriesHasOneValue() {
    MetricsAnswer answer =
        new MetricsAnswer(
            TimeAxis.instant(0, 10),
            List.of(
                series(label("p", new FloatValue(0.5)), 812),
                series(label("__bucket", new FloatValue(1)), 0)),
            NOTHING,
            "");
    assertThat(instant(answer))
        .isEqualTo(
            """
            {"series":[{"labels":[{"key":"p","value":{"doubleValue":0.5}}],"value":812},\
            {"labels":[{"key":"__bucket","value":{"doubleValue":1}}]}],"metrics":{}}""");
  }

  @Test
  void noSeriesAreAnEmptyList() {
    MetricsAnswer answer = new MetricsAnswer(AXIS, List.of(), NOTHING, "");

    assertThat(range(answer)).isEqualTo("{\"series\":[],\"metrics\":{}}");
    assertThat(instant(answer)).isEqualTo("{\"series\":[],\"metrics\":{}}");
  }

  @Test
  void randomAnswersSayTheSameInJsonAndProtobuf() throws InvalidProtocolBufferException {
    long seed = Long.getLong("vivace.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      MetricsAnswer answer = answer(random);
      QueryRangeResponse.Builder range = QueryRangeResponse.newBuilder();
      JsonFormat.parser().merge(range(answer), range);
      assertThat(range.build())
          .as("seed %d, round %d", seed, round)
          .isEqualTo(rangeMessage(answer));
      QueryInstantResponse.Builder instant = QueryInstantResponse.newBuilder();
      JsonFormat.parser().merge(instant(answer), instant);
      assertThat(instant.build())
          .as("seed %d, round %d", seed, round)
          .isEqualTo(instantMessage(answer));
    }
  }

  @Test
  void noSeriesTakesMoreThanIsReckonedWith() {
    long seed = Long.getLong("vivace.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      MetricsAnswer answer = answer(random);
      long reckonedJson = 0;
      long reckonedBytes = 0;
      for (TimeSeries series : answer.series()) {
        reckonedJson +=
            SeriesSize.JSON.maxBytes(series, 0, AXIS.intervals())
                + SeriesSize.JSON.maxBytes(series.exemplars());
        reckonedBytes += MetricsMessages.maxBytes(AXIS, series);
      }
      MetricsAnswer bare = new MetricsAnswer(AXIS, answer.series(), NOTHING, "");
      assertThat(
              (long) range(bare).getBytes(UTF_8).length - "{\"series\":[],\"metrics\":{}}".length())
          .as("seed %d, round %d", seed, round)
          .isLessThanOrEqualTo(reckonedJson);
      assertThat((long) rangeMessage(bare).toBuilder().clearMetrics().build().getSerializedSize())
          .as("seed %d, round %d", seed, round)
          .isLessThanOrEqualTo(reckonedBytes);
    }
  }

  private static MetricsAnswer answer(Random random) {
    return new MetricsAnswer(
        AXIS,
        list(random, 5, () -> series(random)),
        random.nextBoolean() ? SOMETHING : NOTHING,
        random.nextInt(3) == 0 ? text(random) : "");
  }

  private static TimeSeries series(Random random) {
    double[] samples = new double[AXIS.intervals()];
    samples[0] = number(random);
    for (int i = 1; i < samples.length; i++) {
      samples[i] = random.nextInt(4) == 0 ? NO_SAMPLE : number(random);
    }
    return new TimeSeries(labels(random), samples, list(random, 3, () -> exemplar(random)));
  }

  private static Exemplar exemplar(Random random) {
    return new Exemplar(labels(random), number(random), random.nextInt(3) * 1_767_225_598_120L, 0);
  }

  private static List<SeriesLabel> labels(Random random) {
    return list(random, 4, () -> label("key" + text(random), value(random)));
  }

  private static Value value(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new StringValue(text(random));
      case 1 -> new IntValue(random.nextInt(3) == 0 ? 0 : random.nextLong());
      case 2 -> new FloatValue(number(random) + 0.0); // Protobuf's parser loses the sign of zero.
      default -> new BoolValue(random.nextBoolean());
    };
  }

  private static double number(Random random) {
    return random.nextBoolean()
        ? NUMBERS[random.nextInt(NUMBERS.length)]
        : random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10);
  }

  private static String text(Random random) {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private static <T> List<T> list(Random random, int max, Supplier<T> item) {
    List<T> items = new ArrayList<>();
    for (int i = random.nextInt(max); i > 0; i--) {
      items.add(item.get());
    }
    return items;
  }

  private static QueryRangeResponse rangeMessage(MetricsAnswer answer) {
    QueryRangeResponse.Builder message =
        QueryRangeResponse.newBuilder()
            .setMetrics(SearchMessages.metrics(answer.metrics()))
            .setStatus(answer.isPartial() ? PartialStatus.PARTIAL : PartialStatus.COMPLETE)
            .setMessage(answer.message());
    answer.series().forEach(one -> message.addSeries(MetricsMessages.whole(AXIS, one)));
    return message.build();
  }

  private static QueryInstantResponse instantMessage(MetricsAnswer answer) {
    QueryInstantResponse.Builder message =
        QueryInstantResponse.newBuilder()
            .setMetrics(SearchMessages.metrics(answer.metrics()))
            .setStatus(answer.isPartial() ? PartialStatus.PARTIAL : PartialStatus.COMPLETE)
            .setMessage(answer.message());
    answer.series().forEach(one -> message.addSeries(MetricsMessages.instant(one)));
    return message.build();
  }

  private static TimeSeries series(SeriesLabel label, double value) {
    return new TimeSeries(List.of(label), new double[] {value}, List.of());
  }

  private static SeriesLabel label(String key, Value value) {
    return new SeriesLabel(key, value);
  }

  private static String range(MetricsAnswer answer) {
    return text(MetricsJson.range(answer, PLENTY));
  }

  private static String instant(MetricsAnswer answer) {
    return text(MetricsJson.instant(answer, PLENTY));
  }

  private static String text(JsonBytes json) {
    return new String(json.bytes(), 0, json.length(), UTF_8);
  }
}
