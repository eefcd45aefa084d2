package dev.vivace.model.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.WireFormat;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.EntityRef;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/// Requests with all that OTLP allows, and some that it doesn't: nested and empty values, duplicate
/// keys, broken parents, repeated span ids, extreme times, unknown fields and enum numbers, empty
/// envelopes. The same seed gives the same requests.
public final class RandomRequests {

  private static final String[] WORDS = {
    "GET /cart",
    "http.status_code",
    "größe",
    "サービス",
    "a",
    "",
    "🦜",
    "SELECT * FROM orders WHERE id = ?",
    "http.route",
    "service.name",
    "k8s.pod.name",
    "exception.stacktrace",
    "x".repeat(200)
  };
  private static final long[] TIMES = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1_700_000_000L};

  private final Random random;
  private boolean unknownFields = true;
  private boolean invalidIds = true;
  private final List<ByteString> traceIds = new ArrayList<>();
  private final List<ByteString> spanIds = new ArrayList<>();

  public RandomRequests(long seed) {
    random = new Random(seed);
  }

  /// Leaves out fields that OTLP does not define, and string indexes.
  public RandomRequests withoutUnknownFields() {
    unknownFields = false;
    return this;
  }

  /// Makes only spans that are stored, with parents and links as they should be.
  public RandomRequests withoutInvalidIds() {
    invalidIds = false;
    return this;
  }

  public ExportTraceServiceRequest next() {
    traceIds.clear();
    spanIds.clear();
    for (int i = 0; i < 3; i++) {
      traceIds.add(bytes(16));
    }
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    request.addAllResourceSpans(some(3, this::resourceSpans));
    return request.build();
  }

  private ResourceSpans resourceSpans() {
    ResourceSpans.Builder builder = ResourceSpans.newBuilder();
    if (oneIn(5)) {
      builder.setSchemaUrl("https://opentelemetry.io/schemas/" + random.nextInt(5));
    }
    if (!oneIn(6)) {
      builder.setResource(resource());
    }
    builder.addAllScopeSpans(some(3, this::scopeSpans));
    return builder.setUnknownFields(unknown(ResourceSpans.getDescriptor())).build();
  }

  private Resource resource() {
    Resource.Builder builder = Resource.newBuilder().addAllAttributes(some(6, this::attribute));
    builder.setDroppedAttributesCount(count());
    if (oneIn(5)) {
      builder.addEntityRefs(
          EntityRef.newBuilder().setSchemaUrl("url").setType("host").addIdKeys("host.id"));
    }
    return builder.setUnknownFields(unknown(Resource.getDescriptor())).build();
  }

  private ScopeSpans scopeSpans() {
    ScopeSpans.Builder builder = ScopeSpans.newBuilder();
    if (!oneIn(4)) {
      builder.setScope(
          InstrumentationScope.newBuilder()
              .setName(word())
              .setVersion(word())
              .addAllAttributes(some(2, this::attribute))
              .setDroppedAttributesCount(count())
              .setUnknownFields(unknown(InstrumentationScope.getDescriptor())));
    }
    if (oneIn(4)) {
      builder.setSchemaUrl(word());
    }
    builder.addAllSpans(some(5, this::span));
    return builder.setUnknownFields(unknown(ScopeSpans.getDescriptor())).build();
  }

  private Span span() {
    Span.Builder builder =
        Span.newBuilder()
            .setTraceId(maybeBad(traceIds.get(random.nextInt(traceIds.size()))))
            .setSpanId(maybeBad(spanId()))
            .setParentSpanId(oneIn(3) ? ByteString.EMPTY : maybeBad(spanId()))
            .setName(word())
            .setStartTimeUnixNano(time())
            .setEndTimeUnixNano(time())
            .setFlags(oneIn(2) ? 0 : random.nextInt())
            .addAllAttributes(some(12, this::attribute))
            .addAllEvents(some(3, this::event))
            .addAllLinks(some(3, this::link))
            .setDroppedAttributesCount(count())
            .setDroppedEventsCount(count())
            .setDroppedLinksCount(count())
            .setKindValue(oneIn(8) ? random.nextInt() : random.nextInt(6));
    if (oneIn(4)) {
      builder.setTraceState("vendor=" + word());
    }
    if (!oneIn(4)) {
      builder.setStatus(status());
    }
    return builder.setUnknownFields(unknown(Span.getDescriptor())).build();
  }

  private Status status() {
    return Status.newBuilder()
        .setMessage(oneIn(2) ? "" : word())
        .setCodeValue(oneIn(8) ? random.nextInt() : random.nextInt(3))
        .setUnknownFields(unknown(Status.getDescriptor()))
        .build();
  }

  private Span.Event event() {
    return Span.Event.newBuilder()
        .setTimeUnixNano(time())
        .setName(word())
        .addAllAttributes(some(4, this::attribute))
        .setDroppedAttributesCount(count())
        .setUnknownFields(unknown(Span.Event.getDescriptor()))
        .build();
  }

  private Span.Link link() {
    return Span.Link.newBuilder()
        .setTraceId(maybeBad(bytes(16)))
        .setSpanId(maybeBad(bytes(8)))
        .setTraceState(oneIn(3) ? word() : "")
        .addAllAttributes(some(3, this::attribute))
        .setDroppedAttributesCount(count())
        .setFlags(oneIn(2) ? 0 : random.nextInt())
        .setUnknownFields(unknown(Span.Link.getDescriptor()))
        .build();
  }

  private KeyValue attribute() {
    return attribute(3);
  }

  private KeyValue attribute(int depth) {
    KeyValue.Builder builder = KeyValue.newBuilder().setKey(word());
    if (!oneIn(20)) {
      builder.setValue(value(depth));
    }
    if (unknownFields && oneIn(40)) {
      builder.setKeyStrindex(7);
    }
    return builder.setUnknownFields(unknown(KeyValue.getDescriptor())).build();
  }

  private AnyValue value(int depth) {
    AnyValue.Builder builder = AnyValue.newBuilder();
    switch (random.nextInt(depth > 0 ? 14 : 10)) {
      case 0, 1, 2 -> builder.setStringValue(word());
      case 3, 4 -> builder.setIntValue(oneIn(2) ? random.nextLong() : random.nextInt(600));
      case 5 -> builder.setBoolValue(random.nextBoolean());
      case 6, 7 -> builder.setDoubleValue(number());
      case 8 -> builder.setBytesValue(bytes(random.nextInt(20)));
      case 9 -> setUnusual(builder);
      case 10, 11 -> builder.setArrayValue(uniformArray());
      case 12 ->
          builder.setArrayValue(
              ArrayValue.newBuilder()
                  .addAllValues(some(3, () -> value(depth - 1)))
                  .setUnknownFields(unknown(ArrayValue.getDescriptor())));
      default ->
          builder.setKvlistValue(
              KeyValueList.newBuilder()
                  .addAllValues(some(3, () -> attribute(depth - 1)))
                  .setUnknownFields(unknown(KeyValueList.getDescriptor())));
    }
    return builder.setUnknownFields(unknown(AnyValue.getDescriptor())).build();
  }

  private void setUnusual(AnyValue.Builder builder) {
    if (unknownFields && oneIn(2)) {
      builder.setStringValueStrindex(random.nextInt(9));
    }
  }

  private ArrayValue uniformArray() {
    int type = random.nextInt(4);
    return ArrayValue.newBuilder()
        .addAllValues(
            some(
                4,
                () -> {
                  AnyValue.Builder value = AnyValue.newBuilder();
                  switch (type) {
                    case 0 -> value.setStringValue(word());
                    case 1 -> value.setIntValue(random.nextLong());
                    case 2 -> value.setBoolValue(random.nextBoolean());
                    default -> value.setDoubleValue(number());
                  }
                  return value.build();
                }))
        .build();
  }

  private UnknownFieldSet unknown(Descriptor message) {
    UnknownFieldSet.Builder set = UnknownFieldSet.newBuilder();
    while (unknownFields && oneIn(8)) {
      addUnknown(set, message);
    }
    return set.build();
  }

  /// A number that nobody knows, or a known one with a wire type that it does not have.
  private void addUnknown(UnknownFieldSet.Builder set, Descriptor message) {
    UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
    int number = 500 + random.nextInt(9);
    int knownWireType = -1;
    if (oneIn(3) && !message.getFields().isEmpty()) {
      FieldDescriptor known = message.getFields().get(random.nextInt(message.getFields().size()));
      number = known.getNumber();
      knownWireType = known.getLiteType().getWireType();
    }
    switch (random.nextInt(5)) {
      case WireFormat.WIRETYPE_VARINT -> {
        if (knownWireType != WireFormat.WIRETYPE_VARINT) {
          set.mergeField(number, field.addVarint(random.nextLong()).build());
        }
      }
      case WireFormat.WIRETYPE_FIXED64 -> {
        if (knownWireType != WireFormat.WIRETYPE_FIXED64) {
          set.mergeField(number, field.addFixed64(random.nextLong()).build());
        }
      }
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
        if (knownWireType != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
          set.mergeField(number, field.addLengthDelimited(bytes(random.nextInt(9))).build());
        }
      }
      case WireFormat.WIRETYPE_START_GROUP -> {
        UnknownFieldSet inner =
            UnknownFieldSet.newBuilder()
                .addField(3, UnknownFieldSet.Field.newBuilder().addVarint(5).build())
                .build();
        set.mergeField(number, field.addGroup(inner).build());
      }
      default -> {
        if (knownWireType != WireFormat.WIRETYPE_FIXED32) {
          set.mergeField(number, field.addFixed32(random.nextInt()).build());
        }
      }
    }
  }

  private ByteString spanId() {
    if (!spanIds.isEmpty() && oneIn(2)) {
      return spanIds.get(random.nextInt(spanIds.size()));
    }
    ByteString id = bytes(8);
    spanIds.add(id);
    return id;
  }

  private ByteString maybeBad(ByteString id) {
    if (!invalidIds || !oneIn(12)) {
      return id;
    }
    return switch (random.nextInt(4)) {
      case 0 -> ByteString.EMPTY;
      case 1 -> ByteString.copyFrom(new byte[id.size()]);
      case 2 -> bytes(id.size() / 2);
      default -> bytes(id.size() + 1);
    };
  }

  private long time() {
    return oneIn(6)
        ? TIMES[random.nextInt(TIMES.length)]
        : 1_700_000_000_000_000_000L + random.nextInt();
  }

  private double number() {
    return switch (random.nextInt(6)) {
      case 0 -> Double.NaN;
      case 1 -> Double.NEGATIVE_INFINITY;
      case 2 -> -0.0;
      case 3 -> random.nextInt(100);
      default -> random.nextGaussian();
    };
  }

  private int count() {
    return oneIn(3) ? random.nextInt() : 0;
  }

  private String word() {
    return WORDS[random.nextInt(WORDS.length)];
  }

  private ByteString bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    if (size > 0) {
      bytes[0] = 1; // Never all zeros by chance.
    }
    return ByteString.copyFrom(bytes);
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private <T> List<T> some(int most, Supplier<T> supplier) {
    List<T> list = new ArrayList<>();
    int size = random.nextInt(most + 1);
    for (int i = 0; i < size; i++) {
      list.add(supplier.get());
    }
    return list;
  }
}
