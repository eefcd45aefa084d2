package dev.vivace.distributor.zipkin;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import zipkin2.Endpoint;
import zipkin2.Span;

/// Random spans as Zipkin's own library makes them. Names are lower-case, as the library has them;
/// all is ASCII, since its reader breaks other characters where its buffer ends.
final class RandomSpans {

  private static final String[] WORDS = {
    "get", "", "a b", "\"quoted\"", "back\\slash", "new\nline", "\u0001", "1"
  };

  private final Random random;

  RandomSpans(long seed) {
    random = new Random(seed);
  }

  List<Span> list(int count) {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      spans.add(span());
    }
    return spans;
  }

  Span span() {
    Span.Builder span =
        Span.newBuilder()
            .traceId(random.nextBoolean() ? 0 : random.nextLong(), nonZero())
            .id(nonZero())
            .parentId(random.nextBoolean() ? 0 : nonZero())
            .name(word())
            .timestamp(1 + random.nextLong(4_000_000_000_000_000L))
            .duration(random.nextBoolean() ? 0 : 1 + random.nextLong(1L << random.nextInt(1, 40)))
            .localEndpoint(endpoint("local"))
            .remoteEndpoint(endpoint("remote"));
    int kind = random.nextInt(5);
    if (kind > 0) {
      span.kind(Span.Kind.values()[kind - 1]);
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      span.addAnnotation(1 + random.nextLong(4_000_000_000_000_000L), "event " + word());
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      span.putTag("key " + word() + random.nextInt(3), word());
    }
    return span.build();
  }

  private Endpoint endpoint(String name) {
    Endpoint.Builder endpoint = Endpoint.newBuilder();
    if (random.nextInt(4) > 0) {
      endpoint.serviceName(name + random.nextInt(4));
    }
    if (random.nextBoolean()) {
      endpoint.parseIp("10.1.%d.%d".formatted(random.nextInt(256), random.nextInt(256)));
    }
    if (random.nextBoolean()) {
      byte[] address = new byte[16];
      random.nextBytes(address);
      for (int i = random.nextInt(8); i > 0; i--) {
        int group = random.nextInt(1, 7);
        // Never a single group of zeros, which the library leaves out against RFC 5952, 4.2.2.
        address[2 * group] = 0;
        address[2 * group + 1] = (byte) random.nextInt(1, 3);
      }
      endpoint.parseIp(address);
    }
    return endpoint.port(random.nextBoolean() ? 0 : random.nextInt(65_536)).build();
  }

  private String word() {
    return WORDS[random.nextInt(WORDS.length)];
  }

  private long nonZero() {
    long number = random.nextLong();
    return number == 0 ? 1 : number;
  }
}
