package dev.vivace.integration.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.VivaceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// One tenant asks more than the server can answer: what does not fit into its queue is refused at
/// once, the rest is answered, and other tenants are served in between.
class FairQueriesIT {
  @RegisterExtension final Servers servers = new Servers();

  private static final int REQUESTS = 50;
  private static final int QUERIES = 40;
  private static final int WAITING = 5;
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final String HEAVY =
      "{ name =~ `(.*a){10}.*z` || name =~ `(.*a){12}.*y` || name =~ `(.*a){14}.*x` }";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private VivaceProcess server;

  @AfterEach
  void closeClient() {
    client.close();
  }

  @Test
  void aTenantOverItsQueueIsRefusedAndOthersAreServed() {
    server =
        servers.start(
            Settings.unlimited()
                .with("multitenancy_enabled", true)
                .with("querier.max_concurrent_queries", 1)
                .with("query_frontend.max_outstanding_per_tenant", WAITING));
    for (int i = 0; i < REQUESTS; i++) {
      store("greedy", HeavyTraces.request(i).toByteArray());
    }
    store("modest", HeavyTraces.request(0).toByteArray());

    List<CompletableFuture<HttpResponse<String>>> greedy =
        IntStream.range(0, QUERIES).mapToObj(_ -> search("greedy", HEAVY)).toList();
    HttpResponse<String> modest = search("modest", "{ }").join();
    long unanswered = greedy.stream().filter(answer -> !answer.isDone()).count();

    assertThat(modest.statusCode()).as(modest.body()).isEqualTo(200);
    assertThat(unanswered).as("queries that let the other tenant's pass").isPositive();
    List<HttpResponse<String>> answers = greedy.stream().map(CompletableFuture::join).toList();
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200, 429);
    assertThat(answers.stream().filter(answer -> answer.statusCode() == 200).count())
        .isGreaterThanOrEqualTo(WAITING);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() == 429)
        .isNotEmpty()
        .allSatisfy(
            refused ->
                assertThat(refused.body())
                    .startsWith("job queue full: tenant 'greedy': 5 of its queries wait already")
                    .contains("query_frontend.max_outstanding_per_tenant"));
    assertThat(search("greedy", "{ }").join().statusCode()).isEqualTo(200);
  }

  private CompletableFuture<HttpResponse<String>> search(String tenant, String query) {
    URI uri =
        server
            .http()
            .resolve(
                "/api/search?q=%s&start=%d&end=%d"
                    .formatted(
                        SearchClient.encoded(query),
                        HeavyTraces.START_SECONDS - 10,
                        HeavyTraces.START_SECONDS + 3_600));
    return client.sendAsync(
        request(uri, tenant).GET().build(), HttpResponse.BodyHandlers.ofString());
  }

  private void store(String tenant, byte[] body) {
    HttpRequest request =
        request(server.otlpHttp().resolve("/v1/traces"), tenant)
            .header("Content-Type", "application/x-protobuf")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot store spans", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while storing spans", e);
    }
  }

  private static HttpRequest.Builder request(URI uri, String tenant) {
    return HttpRequest.newBuilder(uri).timeout(DEADLINE).header("X-Scope-OrgID", tenant);
  }
}
