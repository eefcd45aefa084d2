package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.translate.Text;
import dev.vivace.distributor.zipkin.TagValue.BoolValue;
import dev.vivace.distributor.zipkin.TagValue.TextValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Splits a span of the first version into spans of the second: one for each service that noted
/// something, so that each has one side of a call.
///
/// ```text
///   cs … cr   client sends, receives      ms (ws)   producer sends, on the wire
///   sr … ss   server receives, sends      (wr) mr   from the wire, consumer receives
///   ca sa ma  the address of the client, the server, the broker
/// ```
///
/// The borders set kind, time, duration and endpoint, and are no annotations any more. Without an
/// endpoint they mean nothing special. The rules are those of Zipkin's own converter.
final class V1Converter {

  /// So many services, or more, have no part in one call.
  static final int MAX_SERVICES = 64;

  private static final int BORDER_LENGTH = 2;

  private final V1Span source;
  private final ZipkinSpan first;
  private final List<ZipkinSpan> spans = new ArrayList<>();
  private final Map<String, V1Span.Event> borders = new HashMap<>();

  private V1Converter(V1Span source) {
    this.source = source;
    this.first = fork();
  }

  static List<ZipkinSpan> convert(V1Span source) {
    V1Converter converter = new V1Converter(source);
    converter.sortEvents();
    converter.bridgeStarts();
    converter.setCall();
    converter.setMessage();
    converter.addFacts();
    converter.nameService();
    return converter.spans;
  }

  private void sortEvents() {
    for (V1Span.Event event : source.events()) {
      ZipkinSpan span = spanOf(event.endpoint());
      String border = event.value().length() == BORDER_LENGTH ? event.value().toString() : "";
      SpanKind kind = kind(border);
      boolean isBorder = kind != SpanKind.NONE || border.equals("ws") || border.equals("wr");
      if (event.endpoint() == null || !isBorder) {
        annotate(span, event);
        continue;
      }
      borders.put(border, event);
      if (kind != SpanKind.NONE) {
        span.kind = kind;
      }
    }
  }

  private static SpanKind kind(String border) {
    return switch (border) {
      case "cs", "cr" -> SpanKind.CLIENT;
      case "sr", "ss" -> SpanKind.SERVER;
      case "ms" -> SpanKind.PRODUCER;
      case "mr" -> SpanKind.CONSUMER;
      default -> SpanKind.NONE;
    };
  }

  /// A side whose end fits to the span's own time began at that time, also if it does not say so.
  private void bridgeStarts() {
    bridgeStart("cs", "cr");
    bridgeStart("sr", "ss");
  }

  private void bridgeStart(String start, String end) {
    V1Span.Event ended = borders.get(end);
    if (ended != null
        && !borders.containsKey(start)
        && hasOwnTime()
        && source.timestampMicros + source.durationMicros == ended.timestampMicros()) {
      borders.put(
          start, new V1Span.Event(source.timestampMicros, Text.of(start), ended.endpoint()));
    }
  }

  private void setCall() {
    V1Span.Event clientSent = borders.get("cs");
    V1Span.Event clientReceived = borders.get("cr");
    V1Span.Event serverReceived = borders.get("sr");
    V1Span.Event serverSent = borders.get("ss");
    if (clientSent != null && serverReceived != null) {
      splitCall(clientSent, clientReceived, serverReceived, serverSent);
    } else if (clientSent != null && clientReceived != null) {
      setTime(clientSent, clientReceived);
    } else if (serverReceived != null && serverSent != null) {
      setTime(serverReceived, serverSent);
    } else {
      setIncompleteCall();
    }
  }

  /// The client owns the span's time; the server's part is what its borders say.
  private void splitCall(
      V1Span.Event clientSent,
      V1Span.@Nullable Event clientReceived,
      V1Span.Event serverReceived,
      V1Span.@Nullable Event serverSent) {
    setTime(clientSent, clientReceived);
    ZipkinSpan client = spanOf(clientSent.endpoint());
    ZipkinSpan server =
        otherSide(clientSent, client, SpanKind.CLIENT, serverReceived, SpanKind.SERVER);
    server.timestampMicros = serverReceived.timestampMicros();
    if (serverSent != null) {
      server.durationMicros = serverSent.timestampMicros() - serverReceived.timestampMicros();
    }
    if (clientReceived == null && source.durationMicros == 0) {
      client.durationMicros = 0; // Nobody waited for an answer.
    }
  }

  /// The span of the receiving side: a new one if a service called itself.
  private ZipkinSpan otherSide(
      V1Span.Event sent,
      ZipkinSpan sender,
      SpanKind senderKind,
      V1Span.Event received,
      SpanKind kind) {
    if (!hasNameOf(sent.endpoint(), received.endpoint())) {
      return spanOf(received.endpoint());
    }
    sender.kind = senderKind;
    ZipkinSpan other = fork();
    other.local = known(received.endpoint());
    other.kind = kind;
    return other;
  }

  /// One border alone gives the start, or is an annotation like any other.
  private void setIncompleteCall() {
    for (ZipkinSpan span : spans) {
      if (span.kind == SpanKind.CLIENT) {
        setIncompleteSide(span, "cs", "cr");
      } else if (span.kind == SpanKind.SERVER) {
        setIncompleteSide(span, "sr", "ss");
      }
    }
    if (source.timestampMicros != 0) {
      first.timestampMicros = source.timestampMicros;
      first.durationMicros = source.durationMicros;
    }
  }

  private void setIncompleteSide(ZipkinSpan span, String start, String end) {
    V1Span.Event started = borders.get(start);
    if (started != null) {
      span.timestampMicros = started.timestampMicros();
    }
    V1Span.Event ended = borders.get(end);
    if (ended != null) {
      annotate(span, ended);
    }
  }

  private void setMessage() {
    V1Span.Event sent = borders.get("ms");
    V1Span.Event received = borders.get("mr");
    V1Span.Event toWire = borders.get("ws");
    V1Span.Event fromWire = borders.get("wr");
    if (sent != null && received != null) {
      ZipkinSpan producer = spanOf(sent.endpoint());
      ZipkinSpan consumer =
          otherSide(sent, producer, SpanKind.PRODUCER, received, SpanKind.CONSUMER);
      setTime(consumer, fromWire == null ? received : fromWire, fromWire == null ? null : received);
      setTime(producer, sent, toWire);
    } else if (sent != null) {
      setTime(sent, toWire);
    } else if (received != null) {
      setTime(fromWire == null ? received : fromWire, fromWire == null ? null : received);
    } else {
      annotateWire(toWire);
      annotateWire(fromWire);
    }
  }

  private void annotateWire(V1Span.@Nullable Event event) {
    if (event != null) {
      annotate(spanOf(event.endpoint()), event);
    }
  }

  private void setTime(V1Span.Event begin, V1Span.@Nullable Event end) {
    ZipkinSpan span = spanOf(begin.endpoint());
    if (hasOwnTime()) {
      span.timestampMicros = source.timestampMicros;
      span.durationMicros = source.durationMicros;
    } else {
      setTime(span, begin, end);
    }
  }

  private static void setTime(ZipkinSpan span, V1Span.Event begin, V1Span.@Nullable Event end) {
    span.timestampMicros = begin.timestampMicros();
    if (end != null) {
      span.durationMicros = end.timestampMicros() - begin.timestampMicros();
    }
  }

  private boolean hasOwnTime() {
    return source.timestampMicros != 0 && source.durationMicros != 0;
  }

  private void addFacts() {
    Map<String, Endpoint> addresses = new HashMap<>();
    for (V1Span.Fact fact : source.facts()) {
      if (isAddress(fact)) {
        if (fact.endpoint() != null) {
          addresses.put(fact.key(), fact.endpoint());
        }
        continue;
      }
      ZipkinSpan span = spanOf(fact.endpoint());
      boolean isMarker = fact.key().equals("lc") && fact.value().asText().isEmpty();
      if (!isMarker) {
        span.putTag(fact.key(), fact.value());
      }
    }
    setRemotes(addresses.get("ca"), addresses.get("sa"), addresses.get("ma"));
  }

  /// Addresses have no value but true, which senders write in several ways.
  private static boolean isAddress(V1Span.Fact fact) {
    return switch (fact.key()) {
      case "ca", "sa", "ma" ->
          switch (fact.value()) {
            case BoolValue _ -> true;
            case TextValue(Text text) -> isTrue(text.toString());
            default -> false;
          };
      default -> false;
    };
  }

  private static boolean isTrue(String text) {
    return text.equals("true") || text.equals("1") || text.equals("\u0001");
  }

  private void setRemotes(
      @Nullable Endpoint client, @Nullable Endpoint server, @Nullable Endpoint broker) {
    V1Span.Event serverSide = either("sr", "ss");
    V1Span.Event clientSide = either("cs", "cr");
    if (serverSide == null && clientSide == null && (client != null || server != null)) {
      setRemotesWithoutBorders(client, server);
      return;
    }
    if (client != null && serverSide != null && !client.equals(serverSide.endpoint())) {
      // Finagle gives the client's port with the server's own name, as if it called itself.
      boolean isNamedAsServer = hasNameOf(client, serverSide.endpoint());
      spanOf(serverSide.endpoint()).remote =
          isNamedAsServer ? client.withServiceName(Text.EMPTY) : client;
    }
    if (server != null && clientSide != null) {
      spanOf(clientSide.endpoint()).remote = server;
    }
    for (String side : List.of("ms", "mr")) {
      V1Span.Event event = borders.get(side);
      if (broker != null && event != null) {
        spanOf(event.endpoint()).remote = broker;
      }
    }
  }

  private void setRemotesWithoutBorders(@Nullable Endpoint client, @Nullable Endpoint server) {
    if (client != null && server != null) {
      spanOf(client).remote = server;
    } else if (server != null) {
      first.remote = server;
    } else if (client != null) {
      first.kind = SpanKind.SERVER;
      first.remote = client;
    }
  }

  /// A span of which no endpoint has a name is named by its local component.
  private void nameService() {
    if (first.local.serviceName().isEmpty() && first.tags().get("lc") instanceof TextValue name) {
      first.local = first.local.withServiceName(name.text());
    }
  }

  private V1Span.@Nullable Event either(String start, String end) {
    V1Span.Event started = borders.get(start);
    return started == null ? borders.get(end) : started;
  }

  /// The span of an endpoint's service: the first one if there is no endpoint, or as long as that
  /// has none.
  private ZipkinSpan spanOf(@Nullable Endpoint endpoint) {
    if (endpoint == null) {
      return first;
    }
    for (ZipkinSpan span : spans) {
      if (span.local.isNone()) {
        span.local = endpoint;
      }
      if (span.local.hasNameOf(endpoint)) {
        return span;
      }
    }
    ZipkinSpan added = fork();
    added.local = endpoint;
    return added;
  }

  private ZipkinSpan fork() {
    if (spans.size() == MAX_SERVICES) {
      throw source.ids.hasTooMany("services", MAX_SERVICES);
    }
    ZipkinSpan span = new ZipkinSpan(source.ids);
    span.name = source.name;
    span.isFirstVersion = true;
    spans.add(span);
    return span;
  }

  private static void annotate(ZipkinSpan span, V1Span.Event event) {
    span.addAnnotation(new Annotation(event.timestampMicros(), event.value()));
  }

  private static boolean hasNameOf(@Nullable Endpoint left, @Nullable Endpoint right) {
    return known(left).hasNameOf(known(right));
  }

  private static Endpoint known(@Nullable Endpoint endpoint) {
    return endpoint == null ? Endpoint.NONE : endpoint;
  }
}
