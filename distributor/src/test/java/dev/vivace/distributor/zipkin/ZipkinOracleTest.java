package dev.vivace.distributor.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.distributor.translate.Text;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;
import zipkin2.codec.SpanBytesEncoder;

/// Reads what Zipkin's own library writes, and finds in it what was written: of the first version,
/// which cannot say everything, what the library finds. Other spans each time; a failure names the
/// seed, which `-Dvivace.seed` plays again.
class ZipkinOracleTest {

  private static final int SPANS = 2000;
  private static final long SEED = Long.getLong("vivace.seed", new Random().nextLong());

  @ParameterizedTest
  @EnumSource(ZipkinFormat.class)
  void readsWhatTheLibraryWrites(ZipkinFormat format) {
    List<Span> sent = new RandomSpans(SEED).list(SPANS);
    byte[] bytes = encoder(format).encodeList(sent);

    boolean isWhole = format == ZipkinFormat.V2_JSON || format == ZipkinFormat.V2_PROTOBUF;
    List<Span> written = isWhole ? sent : decoder(format).decodeList(bytes);
    List<String> expected = written.stream().map(ZipkinOracleTest::show).toList();

    assertThat(read(format, bytes)).as("vivace.seed=%d", SEED).containsExactlyElementsOf(expected);
  }

  private static List<String> read(ZipkinFormat format, byte[] bytes) {
    List<String> found = new ArrayList<>();
    SpanReader reader = format.read(bytes, bytes.length);
    for (ZipkinSpan span = reader.next(); span != null; span = reader.next()) {
      found.add(show(span));
    }
    return found;
  }

  static SpanBytesEncoder encoder(ZipkinFormat format) {
    return switch (format) {
      case V1_JSON -> SpanBytesEncoder.JSON_V1;
      case V1_THRIFT -> SpanBytesEncoder.THRIFT;
      case V2_JSON -> SpanBytesEncoder.JSON_V2;
      case V2_PROTOBUF -> SpanBytesEncoder.PROTO3;
    };
  }

  private static SpanBytesDecoder decoder(ZipkinFormat format) {
    return switch (format) {
      case V1_JSON -> SpanBytesDecoder.JSON_V1;
      case V1_THRIFT -> SpanBytesDecoder.THRIFT;
      case V2_JSON -> SpanBytesDecoder.JSON_V2;
      case V2_PROTOBUF -> SpanBytesDecoder.PROTO3;
    };
  }

  private static String show(Span span) {
    var annotations = new TreeSet<String>();
    span.annotations().forEach(a -> annotations.add(a.timestamp() + "=" + a.value()));
    return String.join(
        " · ",
        "0".repeat(32 - span.traceId().length()) + span.traceId(),
        span.id(),
        span.parentId() == null ? "0000000000000000" : span.parentId(),
        text(span.name()),
        span.kind() == null ? "NONE" : span.kind().name(),
        Long.toString(span.timestampAsLong()),
        Long.toString(span.durationAsLong()),
        show(span.localEndpoint()),
        show(span.remoteEndpoint()),
        annotations.toString(),
        new TreeMap<>(span.tags()).toString());
  }

  private static String show(zipkin2.@Nullable Endpoint endpoint) {
    return endpoint == null
        ? "   0"
        : "%s %s %s %d"
            .formatted(
                text(endpoint.serviceName()),
                text(endpoint.ipv4()),
                text(endpoint.ipv6()),
                endpoint.portAsInt());
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String show(ZipkinSpan span) {
    HexFormat hex = HexFormat.of();
    var annotations = new TreeSet<String>();
    span.annotations().forEach(a -> annotations.add(a.timestampMicros() + "=" + a.value()));
    var tags = new TreeMap<String, String>();
    span.tags().forEach((key, value) -> tags.put(key, value.asText()));
    return String.join(
        " · ",
        hex.toHexDigits(span.ids.traceHigh()) + hex.toHexDigits(span.ids.traceLow()),
        hex.toHexDigits(span.ids.id()),
        hex.toHexDigits(span.ids.parentId()),
        lowerCase(span.name),
        span.kind.name(),
        Long.toString(span.timestampMicros),
        Long.toString(Math.max(0, span.durationMicros)),
        show(span.local),
        show(span.remote),
        annotations.toString(),
        tags.toString());
  }

  private static String show(Endpoint endpoint) {
    return "%s %s %s %d"
        .formatted(
            lowerCase(endpoint.serviceName()), endpoint.ipv4(), endpoint.ipv6(), endpoint.port());
  }

  private static String lowerCase(Text text) {
    return text.toString().toLowerCase(Locale.ROOT);
  }
}
