package dev.vivace.querier.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.vivace.model.proto.otlp.AnyValue;
import dev.vivace.model.proto.otlp.ArrayValue;
import dev.vivace.model.proto.otlp.InstrumentationScope;
import dev.vivace.model.proto.otlp.KeyValue;
import dev.vivace.model.proto.otlp.KeyValueList;
import dev.vivace.model.proto.otlp.Resource;
import dev.vivace.model.proto.otlp.ResourceSpans;
import dev.vivace.model.proto.otlp.ScopeSpans;
import dev.vivace.model.proto.otlp.Span;
import dev.vivace.model.proto.otlp.Status;
import dev.vivace.model.proto.tempopb.Trace;
import java.util.Random;
import java.util.function.Consumer;

/// Makes traces that use every field, every kind of value and every awkward character.
final class RandomTraces {

  private static final String[] TEXTS = {
    "",
    "a",
    "service.name",
    "\u0000\u001f\"\\/\n\t\r\b\f",
    "é\u2028😀\uFFFF",
    "</script>",
    "x".repeat(300),
  };
  private static final double[] DOUBLES = {
    0,
    1.5,
    120,
    1e15,
    -1e300,
    Double.MIN_VALUE,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    0.1
  };
  private static final long[] LONGS = {
    0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1767225600000000000L, 1L << 53
  };

  private final Random random;

  RandomTraces(Random random) {
    this.random = random;
  }

  static Trace withoutUnknownFields(Trace trace) throws InvalidProtocolBufferException {
    return DiscardUnknownFieldsParser.wrap(Trace.parser()).parseFrom(trace.toByteArray());
  }

  Trace trace() {
    Trace.Builder trace = Trace.newBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      ResourceSpans.Builder resource = ResourceSpans.newBuilder().setSchemaUrl(text());
      if (random.nextBoolean()) {
        Resource.Builder message = Resource.newBuilder().setDroppedAttributesCount(count());
        attributes(message::addAttributes);
        resource.setResource(message);
      }
      for (int j = random.nextInt(3); j > 0; j--) {
        resource.addScopeSpans(scopeSpans());
      }
      trace.addResourceSpans(resource);
    }
    return trace.build();
  }

  private ScopeSpans scopeSpans() {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder().setSchemaUrl(text());
    if (random.nextBoolean()) {
      InstrumentationScope.Builder message =
          InstrumentationScope.newBuilder()
              .setName(text())
              .setVersion(text())
              .setDroppedAttributesCount(count());
      attributes(message::addAttributes);
      scope.setScope(message);
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      scope.addSpans(span());
    }
    return scope.build();
  }

  private Span span() {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(bytes(16))
            .setSpanId(bytes(8))
            .setTraceState(text())
            .setParentSpanId(bytes(8))
            .setName(text())
            .setKindValue(random.nextInt(-1, 8))
            .setStartTimeUnixNano(number())
            .setEndTimeUnixNano(number())
            .setDroppedAttributesCount(count())
            .setDroppedEventsCount(count())
            .setDroppedLinksCount(count())
            .setFlags(count());
    attributes(span::addAttributes);
    for (int i = random.nextInt(3); i > 0; i--) {
      Span.Event.Builder event =
          Span.Event.newBuilder()
              .setTimeUnixNano(number())
              .setName(text())
              .setDroppedAttributesCount(count());
      attributes(event::addAttributes);
      span.addEvents(event);
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      Span.Link.Builder link =
          Span.Link.newBuilder()
              .setTraceId(bytes(16))
              .setSpanId(bytes(8))
              .setTraceState(text())
              .setFlags(count())
              .setDroppedAttributesCount(count());
      attributes(link::addAttributes);
      span.addLinks(link);
    }
    if (random.nextBoolean()) {
      span.setStatus(Status.newBuilder().setMessage(text()).setCodeValue(random.nextInt(-1, 5)));
    }
    return span.build();
  }

  private void attributes(Consumer<KeyValue> target) {
    for (int i = random.nextInt(4); i > 0; i--) {
      target.accept(keyValue(0));
    }
  }

  private KeyValue keyValue(int depth) {
    KeyValue.Builder keyValue = KeyValue.newBuilder().setKey(text());
    if (random.nextInt(8) > 0) {
      keyValue.setValue(value(depth));
    }
    return keyValue.build();
  }

  private AnyValue value(int depth) {
    AnyValue.Builder value = AnyValue.newBuilder();
    switch (random.nextInt(depth < 4 ? 8 : 6)) {
      case 0 -> value.setStringValue(text());
      case 1 -> value.setBoolValue(random.nextBoolean());
      case 2 -> value.setIntValue(number());
      case 3 -> value.setDoubleValue(DOUBLES[random.nextInt(DOUBLES.length)]);
      case 4 -> value.setBytesValue(bytes(random.nextInt(7)));
      case 6 -> {
        ArrayValue.Builder array = ArrayValue.newBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
          array.addValues(value(depth + 1));
        }
        value.setArrayValue(array);
      }
      case 7 -> {
        KeyValueList.Builder list = KeyValueList.newBuilder();
        for (int i = random.nextInt(3); i > 0; i--) {
          list.addValues(keyValue(depth + 1));
        }
        value.setKvlistValue(list);
      }
      default -> {} // A value without any.
    }
    return value.build();
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private long number() {
    return random.nextBoolean() ? random.nextLong() : LONGS[random.nextInt(LONGS.length)];
  }

  private int count() {
    return random.nextInt(4) == 0 ? random.nextInt() : 0;
  }

  private ByteString bytes(int length) {
    if (random.nextInt(4) == 0) {
      return ByteString.EMPTY;
    }
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}
