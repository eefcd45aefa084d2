package dev.vivace.integration.data;

import dev.vivace.integration.compare.Comparison;
import dev.vivace.integration.wire.GrpcSender;
import dev.vivace.integration.wire.OtlpSender;
import dev.vivace.integration.wire.OtlpSender.Answer;
import dev.vivace.integration.wire.Outcome;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Sends the requests of a [LoadTraces] over several connections until it is stopped, and keeps a
/// journal of what the server answered. It goes on from one run of the server to the next; a
/// request whose outcome is unknown is sent again in the next run or never, by turns.
public final class Load {
  private static final int CONNECTIONS = 4;
  private static final int REQUESTS_A_SECOND = 400;

  private final LoadTraces traces;
  private final int requestsASecond;
  private final AtomicInteger next = new AtomicInteger();
  private final Map<Integer, Outcome> journal = new ConcurrentSkipListMap<>();
  private final Queue<Integer> again = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> answers = new ConcurrentHashMap<>();

  public Load(LoadTraces traces) {
    this(traces, REQUESTS_A_SECOND);
  }

  public Load(LoadTraces traces, int requestsASecond) {
    this.traces = traces;
    this.requestsASecond = requestsASecond;
  }

  /// Starts sending to a server.
  public Run start(String target) {
    return new Run(target);
  }

  /// What must and what may come back of the requests from a number on, and of all that share a
  /// trace.
  public Comparison expected() {
    Comparison expected = new Comparison();
    journal.forEach(
        (n, outcome) -> {
          switch (outcome) {
            case STORED -> expected.require(traces.request(n));
            case UNKNOWN -> expected.allow(traces.request(n));
            case REFUSED -> {}
          }
        });
    return expected;
  }

  /// How many requests were acknowledged.
  public long stored() {
    return journal.values().stream().filter(outcome -> outcome == Outcome.STORED).count();
  }

  /// How often the server answered what, by code.
  public Map<String, Integer> answers() {
    return Map.copyOf(answers);
  }

  /// Sending to one run of the server.
  public final class Run implements AutoCloseable {
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final List<OtlpSender> senders = new ArrayList<>();

    private Run(String target) {
      for (int i = 0; i < CONNECTIONS; i++) {
        OtlpSender sender = GrpcSender.plain(target);
        senders.add(sender);
        threads.add(Thread.ofVirtual().name("load-" + i).start(() -> send(sender)));
      }
    }

    private void send(OtlpSender sender) {
      Duration pause = Duration.ofSeconds(1).multipliedBy(CONNECTIONS).dividedBy(requestsASecond);
      try {
        while (!stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
          Integer retried = again.poll();
          sendOne(sender, retried == null ? next.getAndIncrement() : retried);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void sendOne(OtlpSender sender, int n) {
      journal.putIfAbsent(n, Outcome.UNKNOWN);
      ExportTraceServiceRequest request = traces.request(n);
      Answer answer = sender.send(request.toByteArray());
      answers.merge(answer.code(), 1, Integer::sum);
      // What was stored once stays stored; what may have been stored is not made less so by a
      // refusal.
      if (answer.outcome() == Outcome.STORED) {
        journal.put(n, Outcome.STORED);
      } else if (n % 2 == 0) {
        again.add(n);
      }
    }

    /// Stops sending and waits for the last answers.
    @Override
    public void close() {
      stopped.countDown();
      try {
        for (Thread thread : threads) {
          thread.join();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while the load was ending", e);
      } finally {
        senders.forEach(OtlpSender::close);
      }
    }
  }
}
