package dev.vivace.distributor.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.otlp.RandomRequests;
import dev.vivace.model.otlp.WireShuffler;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Random rules on random requests, with unknown fields and wrong types, in every order of fields.
/// A failure names the seed, which `-Dvivace.seed` plays again.
class RedactionRandomTest {

  private static final int ROUNDS = 300;
  private static final long SEED = Long.getLong("vivace.seed", new Random().nextLong());

  private static final List<String> KEYS =
      List.of("http.status_code", "größe", "a", "", "service.name", "exception.stacktrace", "🦜");
  private static final List<String> KEY_PATTERNS =
      List.of("http\\..*", ".*name", "[a-z]", "x+|サ.*");
  private static final List<String> VALUE_PATTERNS =
      List.of("[a-z]+e", "\\?", "GET|SELECT", "x{3}", "サービス", "ö", "ve.*o", "🦜");

  private final Random random = new Random(SEED);
  private final RandomRequests requests = new RandomRequests(SEED);

  private enum Order {
    AS_THE_LIBRARY_WRITES,
    REVERSE,
    RANDOM
  }

  private byte[] bytes(Order order, ExportTraceServiceRequest request) {
    byte[] plain = request.toByteArray();
    var message = ExportTraceServiceRequest.getDescriptor();
    return switch (order) {
      case AS_THE_LIBRARY_WRITES -> plain;
      case REVERSE -> WireShuffler.reverse(message, plain);
      case RANDOM -> WireShuffler.shuffle(message, plain, random);
    };
  }

  /// Whole lists are hashed as they were sent, which no order but the library's can be asked about.
  private List<RedactionRule> rules(boolean mayHashLists) {
    List<RedactionRule> rules = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    while (rules.size() < count) {
      RedactionAction action = pick(List.of(RedactionAction.values()));
      List<RedactionScope> scopes = new ArrayList<>();
      while (random.nextBoolean()) {
        scopes.add(pick(List.of(RedactionScope.values())));
      }
      if (random.nextBoolean()) {
        KeySelector keys = random.nextBoolean() ? keys() : new KeySelector.Any();
        rules.add(RedactionRule.ofValues(action, keys, pick(VALUE_PATTERNS), scopes));
      } else if (mayHashLists || action != RedactionAction.HASH) {
        rules.add(RedactionRule.ofAttributes(action, keys(), scopes));
      }
    }
    return rules;
  }

  private KeySelector keys() {
    return random.nextBoolean()
        ? new KeySelector.Exact(pick(KEYS))
        : KeySelector.pattern(pick(KEY_PATTERNS));
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void redactsWhatTheLibrariesClassesWouldRedact(Order order) throws Exception {
    int changed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] sent = bytes(order, requests.next());
      List<RedactionRule> rules = rules(order == Order.AS_THE_LIBRARY_WRITES);
      var expected = new RedactionOracle(rules).redact(ExportTraceServiceRequest.parseFrom(sent));

      byte[] redacted = Requests.redact(sent, rules.toArray(RedactionRule[]::new)).bytes();

      assertThat(ExportTraceServiceRequest.parseFrom(redacted))
          .as("vivace.seed=%d round %d, %s", SEED, round, rules)
          .isEqualTo(expected);
      changed += Arrays.equals(sent, redacted) ? 0 : 1;
    }
    assertThat(changed)
        .as("requests that changed, vivace.seed=%d", SEED)
        .isGreaterThan(ROUNDS / 10);
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void whatNothingMatchesKeepsItsBytes(Order order) {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] sent = bytes(order, requests.next());
      byte[] redacted =
          Requests.redact(
                  sent,
                  Requests.whole(RedactionAction.DELETE, "nobody"),
                  Requests.found(RedactionAction.MASK, "no such text"))
              .bytes();
      assertThat(redacted).as("vivace.seed=%d round %d", SEED, round).isEqualTo(sent);
    }
  }

  @Test
  void aRequestThatEndsTooSoonIsRefusedOrRedacted() {
    byte[] sent = requests.next().toByteArray();
    while (sent.length < 500 || sent.length > 3000) {
      sent = requests.next().toByteArray();
    }
    RedactionRule[] rules = rules(true).toArray(RedactionRule[]::new);
    for (int end = 0; end < sent.length; end++) {
      byte[] part = Arrays.copyOf(sent, end);
      assertThatCode(
              () -> {
                try {
                  Requests.redact(part, rules);
                } catch (InvalidRequestException e) {
                  assertThat(e).hasMessageContaining("protobuf, byte");
                }
              })
          .as("vivace.seed=%d, %d bytes of it", SEED, end)
          .doesNotThrowAnyException();
    }
  }
}
