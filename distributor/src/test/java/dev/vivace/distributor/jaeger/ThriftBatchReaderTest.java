package dev.vivace.distributor.jaeger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.thrift.BinaryCursor;
import dev.vivace.distributor.thrift.CompactCursor;
import dev.vivace.distributor.thrift.ThriftCursor;
import dev.vivace.model.error.InvalidRequestException;
import io.jaegertracing.thriftjava.Batch;
import io.jaegertracing.thriftjava.Log;
import io.jaegertracing.thriftjava.Span;
import io.jaegertracing.thriftjava.SpanRef;
import io.jaegertracing.thriftjava.Tag;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The reader against the reference library: what Jaeger's generated classes write is what is read.
class ThriftBatchReaderTest {

  /// Writes down what it gets, one line for a process or a span.
  private static final class Lines implements BatchSink {

    private final List<String> lines = new ArrayList<>();

    @Override
    public void process(JaegerProcess process) {
      lines.add("process " + process.serviceName + tags(process.tags, 0, process.tags.count()));
    }

    @Override
    public void span(JaegerSpan span) {
      StringBuilder line = new StringBuilder();
      line.append(
          "span %d %d %d %d %s %d %d %d"
              .formatted(
                  span.traceHigh,
                  span.traceLow,
                  span.spanId,
                  span.parentId,
                  span.name,
                  span.flags,
                  span.startNanos,
                  span.durationNanos));
      line.append(tags(span.tags, 0, span.tags.count()));
      for (int i = 0; i < span.references.count(); i++) {
        line.append(
            " ref %d %d %d %d"
                .formatted(
                    span.references.type(i),
                    span.references.traceHigh(i),
                    span.references.traceLow(i),
                    span.references.spanId(i)));
      }
      for (int i = 0; i < span.logs.count(); i++) {
        line.append(" log ").append(span.logs.timeNanos(i));
        line.append(tags(span.logs.fields(), span.logs.firstField(i), span.logs.fieldEnd(i)));
      }
      lines.add(line.toString());
    }

    private static String tags(TagList tags, int from, int to) {
      StringBuilder text = new StringBuilder();
      for (int i = from; i < to; i++) {
        String value =
            switch (tags.type(i)) {
              case STRING -> tags.text(i).toString();
              case BINARY ->
                  HexFormat.of()
                      .formatHex(
                          tags.text(i).bytes(),
                          tags.text(i).offset(),
                          tags.text(i).offset() + tags.text(i).length());
              case DOUBLE -> Double.toString(Double.longBitsToDouble(tags.number(i)));
              case BOOL, LONG, UNKNOWN -> Long.toString(tags.number(i));
            };
        text.append(" [%s %s %s]".formatted(tags.key(i), tags.type(i), value));
      }
      return text.toString();
    }
  }

  /// What the reference says a batch holds, in the same words.
  private static List<String> expected(Batch batch) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "process " + batch.getProcess().getServiceName() + tags(batch.getProcess().getTags()));
    for (Span span : batch.getSpans()) {
      StringBuilder line = new StringBuilder();
      line.append(
          "span %d %d %d %d %s %d %d %d"
              .formatted(
                  span.getTraceIdHigh(),
                  span.getTraceIdLow(),
                  span.getSpanId(),
                  span.getParentSpanId(),
                  span.getOperationName(),
                  span.getFlags(),
                  span.getStartTime() * 1000,
                  span.getDuration() * 1000));
      line.append(tags(span.getTags()));
      for (SpanRef reference : orEmpty(span.getReferences())) {
        line.append(
            " ref %d %d %d %d"
                .formatted(
                    reference.getRefType().getValue(),
                    reference.getTraceIdHigh(),
                    reference.getTraceIdLow(),
                    reference.getSpanId()));
      }
      for (Log log : orEmpty(span.getLogs())) {
        line.append(" log ").append(log.getTimestamp() * 1000).append(tags(log.getFields()));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private static String tags(List<Tag> tags) {
    StringBuilder text = new StringBuilder();
    for (Tag tag : orEmpty(tags)) {
      Object value =
          switch (tag.getVType()) {
            case STRING -> tag.getVStr();
            case BINARY -> HexFormat.of().formatHex(tag.getVBinary());
            case DOUBLE -> tag.getVDouble();
            case BOOL -> tag.isVBool() ? 1 : 0;
            case LONG -> tag.getVLong();
          };
      text.append(" [%s %s %s]".formatted(tag.getKey(), tag.getVType(), value));
    }
    return text.toString();
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }

  private static ThriftCursor cursor(String format, byte[] bytes, int length) {
    return format.equals("binary")
        ? new BinaryCursor(bytes, length)
        : new CompactCursor(bytes, length);
  }

  private static List<String> read(String format, byte[] bytes, int length)
      throws RefusedException {
    Lines sink = new Lines();
    new ThriftBatchReader(cursor(format, bytes, length), bytes, sink).readBatch();
    return sink.lines;
  }

  private static byte[] encode(String format, Batch batch) throws Exception {
    return format.equals("binary") ? ThriftBatches.binary(batch) : ThriftBatches.compact(batch);
  }

  private static Random random() {
    long seed = System.nanoTime();
    System.out.println("ThriftBatchReaderTest seed " + seed);
    return new Random(seed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary", "compact"})
  void readsWhatTheReferenceLibraryWrites(String format) throws Exception {
    Random random = random();
    for (int round = 0; round < 300; round++) {
      Batch batch = ThriftBatches.random(random);
      byte[] bytes = encode(format, batch);

      assertThat(read(format, bytes, bytes.length)).isEqualTo(expected(batch));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary", "compact"})
  void readsTheCallThatTheReferenceLibraryWrites(String format) throws Exception {
    Batch batch = ThriftBatches.random(random());
    byte[] bytes =
        ThriftBatches.call(
            format.equals("binary")
                ? new TBinaryProtocol.Factory()
                : new TCompactProtocol.Factory(),
            batch);
    ThriftCursor cursor = cursor(format, bytes, bytes.length);
    Lines sink = new Lines();

    assertThat(cursor.readCall()).isEqualTo("emitBatch");
    new ThriftBatchReader(cursor, bytes, sink).readArguments();

    assertThat(sink.lines).isEqualTo(expected(batch));
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary", "compact"})
  void everyTruncationIsAClearError(String format) throws Exception {
    Batch batch = ThriftBatches.random(random(), 2);
    byte[] bytes = encode(format, batch);
    for (int length = 0; length < bytes.length; length++) {
      int cut = length;
      assertThatThrownBy(() -> read(format, Arrays.copyOf(bytes, cut), cut))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageStartingWith("Thrift " + format + ", byte ");
    }
  }

  /// The bytes behind the end are another message's: they may be looked at by no read.
  @ParameterizedTest
  @ValueSource(strings = {"binary", "compact"})
  void changedBytesEndInAnswersOrRefusals(String format) throws Exception {
    Random random = random();
    byte[] valid = encode(format, ThriftBatches.random(random));
    for (int round = 0; round < 5000; round++) {
      byte[] changed = valid.clone();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(changed.length) : changed.length;
      try {
        assertThat(read(format, changed, length)).isNotEmpty();
      } catch (InvalidRequestException e) {
        assertThat(e).hasMessageContaining("Thrift " + format);
      }
    }
  }

  @Test
  void aProcessBehindTheSpansIsHandedOnBeforeThem() throws Exception {
    // Binary: 2 spans: list of one struct { 3 spanId }, then 1 process { 1 serviceName }.
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                "0f0002"
                    + "0c00000001"
                    + "0a0003000000000000000700"
                    + "0c0001"
                    + "0b0001000000026162"
                    + "00"
                    + "00");

    assertThat(read("binary", bytes, bytes.length))
        .containsExactly("process ab", "span 0 0 7 0  0 0 0");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"00", "0c00010000", "0f00020c0000000000", "0f00010c0000000000"})
  void aBatchNeedsItsProcessAndItsSpans(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThatThrownBy(() -> read("binary", bytes, bytes.length))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("required field");
  }

  @Test
  void aCallWithoutABatchIsRefused() {
    byte[] bytes = {0};
    assertThatThrownBy(
            () ->
                new ThriftBatchReader(new BinaryCursor(bytes, 1), bytes, new Lines())
                    .readArguments())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("without a batch");
  }

  @Test
  void tagsHaveALimit() throws Exception {
    byte[] tags = new byte[TagList.MAX_TAGS + 1];
    String head = "0c00010f0002" + "0c" + "%08x".formatted(tags.length);
    byte[] bytes =
        concat(HexFormat.of().parseHex(head), tags, "\0\0".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> read("binary", bytes, bytes.length))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("more than 131072 tags");
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
