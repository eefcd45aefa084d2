package dev.vivace.storage.object.s3;

import dev.vivace.model.error.StoreUnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/// Makes requests until one succeeds, the failure is final, or the time is up. Reads may be hedged,
/// writes never are. Thread-safe.
final class S3Calls implements AutoCloseable {

  private static final long BYTES_A_SECOND = 1 << 20;

  private final String place;
  private final S3Config.Patience patience;
  private final S3Config.Hedging hedging;
  private final CircuitBreaker breaker;
  private final BackendMetrics metrics;
  private final HedgedCalls hedges;
  private final CountDownLatch closed = new CountDownLatch(1);

  S3Calls(S3Config config, MeterRegistry registry) {
    place = config.place();
    patience = config.patience();
    hedging = config.hedging();
    breaker = new CircuitBreaker(place, System::nanoTime);
    metrics = new BackendMetrics(registry, breaker);
    hedges = new HedgedCalls(hedging, metrics::hedged);
  }

  /// One request.
  @FunctionalInterface
  interface Attempt<T> {

    /// @param timeout after which it must have failed
    T run(Duration timeout);
  }

  /// A call: for messages, metrics and time.
  ///
  /// @param method of HTTP
  /// @param what the caller wants of which object, as "read object acme/blocks/1"
  /// @param bytes how many it carries, about
  record Call(String method, String what, long bytes) {}

  /// Asks for something; the same request may be under way several times.
  <T> T read(Call call, Attempt<T> attempt) {
    return hedging.isOn() ? untilDone(call, hedged(attempt)) : untilDone(call, attempt);
  }

  /// Changes something.
  <T> T write(Call call, Attempt<T> attempt) {
    return untilDone(call, attempt);
  }

  private <T> T untilDone(Call call, Attempt<T> attempt) {
    Duration transfer = Duration.ofSeconds(call.bytes() / BYTES_A_SECOND);
    Duration longest = patience.attempt().plus(transfer);
    long deadline =
        System.nanoTime() + patience.deadline().plus(transfer.multipliedBy(2)).toNanos();
    Duration pause = patience.firstPause();
    boolean unknown = false;
    for (int number = 1; ; number++) {
      Duration left = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
      try {
        return once(call, attempt, left.compareTo(longest) < 0 ? left : longest);
      } catch (SdkException e) {
        S3Failure failure = S3Failure.of(e);
        unknown |= failure.isUnknown();
        boolean isLast = !failure.isRetried() || number >= patience.maxAttempts();
        if (isLast || !pause(pause, deadline)) {
          throw new S3CallException(message(call, number, e), failure, unknown, e);
        }
        metrics.retried();
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(patience.longestPause()) < 0 ? pause : patience.longestPause();
      } catch (StoreUnavailableException away) {
        throw new S3CallException(
            "cannot " + call.what() + ": " + away.getMessage(),
            S3Failure.NOT_REACHED,
            unknown,
            away);
      }
    }
  }

  private <T> T once(Call call, Attempt<T> attempt, Duration timeout) {
    breaker.enter();
    long began = System.nanoTime();
    boolean told = false;
    try {
      T result = attempt.run(timeout);
      breaker.succeeded();
      told = true;
      metrics.request(call.method(), 200, System.nanoTime() - began);
      return result;
    } catch (SdkException e) {
      S3Failure failure = S3Failure.of(e);
      if (failure.isOutage()) {
        breaker.failed(reason(e));
        told = true;
      } else if (e instanceof AwsServiceException) {
        breaker.succeeded();
        told = true;
      }
      metrics.request(call.method(), status(e), System.nanoTime() - began);
      throw e;
    } finally {
      if (!told) {
        breaker.left();
      }
    }
  }

  private <T> Attempt<T> hedged(Attempt<T> attempt) {
    return timeout -> {
      try {
        return hedges.run(() -> attempt.run(timeout));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw AbortedException.create("interrupted", e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException("a request to " + place + " failed unexpectedly", e);
      }
    };
  }

  /// False if there is no time left, or nobody wants the answer any more.
  private boolean pause(Duration pause, long deadline) {
    long nanos =
        pause.toNanos() / 2 + ThreadLocalRandom.current().nextLong(pause.toNanos() / 2 + 1);
    if (System.nanoTime() + nanos - deadline >= 0) {
      return false;
    }
    try {
      return !closed.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String message(Call call, int attempts, SdkException e) {
    return "cannot %s in %s: %s%s"
        .formatted(
            call.what(), place, reason(e), attempts == 1 ? "" : " (" + attempts + " attempts)");
  }

  /// What the store said, in one line.
  private static String reason(SdkException e) {
    if (!(e instanceof AwsServiceException service)) {
      return e.getMessage() == null ? e.getClass().getSimpleName() : firstLine(e.getMessage());
    }
    String code = S3Failure.code(service);
    String said =
        "%d %s".formatted(service.statusCode(), code.isEmpty() ? "without a reason" : code);
    if (S3Failure.of(service) == S3Failure.SKEWED) {
      return said + "; " + skew(service);
    }
    String text =
        service.awsErrorDetails() == null ? null : service.awsErrorDetails().errorMessage();
    return text == null || text.isBlank() ? said : said + ", " + firstLine(text);
  }

  private static String skew(AwsServiceException e) {
    String storeTime =
        e.awsErrorDetails() == null || e.awsErrorDetails().sdkHttpResponse() == null
            ? "unknown"
            : e.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("Date").orElse("unknown");
    return "this machine's clock is too far from the store's, whose time was %s; set the clock"
        .formatted(storeTime);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static int status(SdkException e) {
    return e instanceof AwsServiceException service ? service.statusCode() : 0;
  }

  /// Ends pauses; calls fail from now on.
  @Override
  public void close() {
    closed.countDown();
    hedges.close();
  }
}
