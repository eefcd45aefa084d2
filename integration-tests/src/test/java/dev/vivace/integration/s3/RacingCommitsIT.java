package dev.vivace.integration.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.integration.process.TestRun;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.object.s3.S3ObjectStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Sixteen writers commit to one chain of numbered objects, each of which names the one before:
/// each number has one winner, who knows it, and the chain has no gap.
@Tag("client")
class RacingCommitsIT {

  private static final int WRITERS = 16;
  private static final int DEFAULT_VERSIONS = 40;
  private static final int MAX_COMMIT_BYTES = 200;

  static List<S3Server.Kind> servers() {
    return S3Server.kinds();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void eachNumberHasOneWinnerAndTheChainHasNoGap(S3Server.Kind kind) throws Exception {
    int versions = TestRun.count("vivace.s3.versions", DEFAULT_VERSIONS);
    Buckets buckets = new Buckets(kind);
    try (S3Server server = S3Server.start(kind);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      server.createBucket(Buckets.BUCKET);
      try (S3ObjectStore store =
          new S3ObjectStore(buckets.config(server.address()), new SimpleMeterRegistry())) {
        List<Callable<Map<Integer, String>>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
          writers.add(() -> write(store, versions));
        }
        Map<Integer, String> winners = new HashMap<>();
        for (Future<Map<Integer, String>> writer : threads.invokeAll(writers)) {
          writer
              .get()
              .forEach(
                  (number, commit) ->
                      assertThat(winners.put(number, commit)).as("winner of " + number).isNull());
        }
        assertThat(winners).hasSize(versions);
        String before = "nothing";
        for (int number = 0; number < versions; number++) {
          assertThat(read(store, number))
              .isEqualTo(winners.get(number))
              .endsWith(" after " + before);
          before = winners.get(number).split(" ", -1)[0];
        }
        assertThat(store.list("chain/")).hasSize(versions);
      }
    }
  }

  /// Commits until the chain is long enough; returns what this writer has won.
  private static Map<Integer, String> write(ObjectStore store, int versions) {
    Map<Integer, String> won = new HashMap<>();
    String before = "nothing";
    for (int number = 0; number < versions; number++) {
      String commit = UUID.randomUUID() + " after " + before;
      if (isCreated(store, number, commit)) {
        won.put(number, commit);
      }
      before = read(store, number).split(" ", -1)[0];
    }
    return won;
  }

  private static boolean isCreated(ObjectStore store, int number, String commit) {
    try {
      return store.createIfAbsent(key(number), new Commit(commit.getBytes(StandardCharsets.UTF_8)));
    } catch (StoreUnavailableException unknown) {
      return read(store, number).equals(commit);
    }
  }

  private static String read(ObjectStore store, int number) {
    return new String(
        store.readWhole(key(number), MAX_COMMIT_BYTES).orElseThrow(), StandardCharsets.UTF_8);
  }

  private static String key(int number) {
    return "chain/%020d".formatted(number);
  }

  private record Commit(byte[] bytes) implements ObjectStore.ObjectContent {

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }
}
