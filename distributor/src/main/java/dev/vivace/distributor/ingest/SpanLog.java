package dev.vivace.distributor.ingest;

import dev.vivace.model.bytes.Slice;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.model.span.AttributeList;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.SpanList;
import dev.vivace.model.span.ValueType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// Writes a line for each span, up to [#MAX_SPANS_PER_SECOND]; further ones are counted.
/// Thread-safe.
final class SpanLog {

  static final int MAX_SPANS_PER_SECOND = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(SpanLog.class);
  private static final int MAX_ATTRIBUTES = 64;
  private static final int MAX_TEXT_BYTES = 256;
  private static final int STATUS_ERROR = 2;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final String message;
  private final DebugAids.Log config;
  private final Counter left;
  private long second;
  private int loggedInSecond;

  /// @param message what became of the spans
  SpanLog(String message, DebugAids.Log config, MeterRegistry registry) {
    this.message = message;
    this.config = config;
    this.left =
        Counter.builder("vivace_distributor_unlogged_spans")
            .description("Spans beyond those that are logged in a second")
            .tag("log", message)
            .register(registry);
  }

  /// Logs the spans of a batch that the predicate picks by their index.
  void log(TenantId tenant, SpanBatch batch, IntPredicate chosen) {
    if (!config.enabled()) {
      return;
    }
    SpanList spans = batch.spans();
    for (int i = 0; i < spans.count(); i++) {
      boolean wanted = !config.onlyErrors() || spans.statusCode(i) == STATUS_ERROR;
      if (wanted && chosen.test(i)) {
        if (mayLog()) {
          log(tenant, batch, i);
        } else {
          left.increment();
        }
      }
    }
  }

  private synchronized boolean mayLog() {
    long now = System.nanoTime() / NANOS_PER_SECOND;
    if (now != second) {
      second = now;
      loggedInSecond = 0;
    }
    return loggedInSecond++ < MAX_SPANS_PER_SECOND;
  }

  private void log(TenantId tenant, SpanBatch batch, int span) {
    SpanList spans = batch.spans();
    LoggingEventBuilder line =
        LOG.atInfo()
            .addKeyValue("tenant", tenant.value())
            .addKeyValue(
                "traceid", new TraceId(spans.traceHigh(span), spans.traceLow(span)).toHex())
            .addKeyValue("spanid", HexFormat.of().toHexDigits(spans.spanId(span)));
    (config.allAttributes() ? withAll(line, batch, span) : line).log(message);
  }

  private static LoggingEventBuilder withAll(LoggingEventBuilder line, SpanBatch batch, int span) {
    SpanList spans = batch.spans();
    long nanos = Math.max(0, spans.endNanos(span) - spans.startNanos(span));
    LoggingEventBuilder more =
        line.addKeyValue("span_service_name", new ServiceNames(batch).of(spans.resource(span)))
            .addKeyValue("span_name", text(batch.bytes(), spans.name(span)))
            .addKeyValue("span_duration_seconds", nanos / 1e9)
            .addKeyValue("span_kind", spans.kind(span))
            .addKeyValue("span_status", spans.statusCode(span));
    AttributeList attributes = batch.spanAttributes();
    int end = Math.min(spans.attributeEnd(span), spans.firstAttribute(span) + MAX_ATTRIBUTES);
    for (int i = spans.firstAttribute(span); i < end; i++) {
      String key = "span_" + text(batch.bytes(), attributes.key(i));
      more = more.addKeyValue(key, value(batch.bytes(), attributes, i));
    }
    return more;
  }

  private static Object value(byte[] bytes, AttributeList attributes, int index) {
    long value = attributes.value(index);
    return switch (ValueType.ofCode(attributes.type(index))) {
      case STRING -> text(bytes, value);
      case INT -> value;
      case DOUBLE -> Double.longBitsToDouble(value);
      case BOOL -> value != 0;
      case STRING_ARRAY, INT_ARRAY, DOUBLE_ARRAY, BOOL_ARRAY -> "an array";
      case OPAQUE -> "bytes or a list";
    };
  }

  private static String text(byte[] bytes, long slice) {
    int shown = Math.min(Slice.length(slice), MAX_TEXT_BYTES);
    return new String(bytes, Slice.offset(slice), shown, StandardCharsets.UTF_8);
  }
}
