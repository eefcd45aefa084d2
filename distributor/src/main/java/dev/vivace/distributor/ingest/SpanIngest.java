package dev.vivace.distributor.ingest;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.error.LimitExceededException;
import dev.vivace.model.error.RequestTooLargeException;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.otlp.SpanDecoder;
import dev.vivace.model.span.Refusal;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import dev.vivace.storage.intake.SpanIntake;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way of every request, whatever its protocol, from its inflated bytes on: decode once, count,
/// append, answer. Thread-safe.
///
/// ```text
///   bytes ──decode──▶ no span: stored · more than the tenant's rate: failed · every span refused: failed
///                     else ──append──▶ durable: stored, or partly if some were refused · not: failed
/// ```
///
/// Forwarders and metrics generation come after the answer.
public final class SpanIngest implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SpanIngest.class);
  private static final long LOG_INTERVAL_NANOS = 1_000_000_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /// No answer is held back for longer: clients, and receivers, give up at some time.
  private static final long MAX_DELAY_NANOS = 10 * NANOS_PER_SECOND;

  private final SpanIntake intake;
  private final Function<TenantId, IngestLimits> limits;
  private final long maxColumnBytes;
  private final InstantSource clock;
  private final BufferPool buffers;
  private final BatchPool batches;
  private final IngestMetrics metrics;
  private final SpanLog received;
  private final SpanLog discarded;
  private final NameMetrics names;
  private final RateLimiter rates = new RateLimiter();
  private final RateLimitedLog limitLog = new RateLimitedLog(LOG_INTERVAL_NANOS);
  private final RateLimitedLog truncationLog = new RateLimitedLog(LOG_INTERVAL_NANOS);
  private final RateLimitedLog failureLog = new RateLimitedLog(LOG_INTERVAL_NANOS);

  /// @param limits what a tenant may send; asked for each request
  /// @param debugAids what is told about single spans
  /// @param maxColumnBytes what one request may take of memory once decoded
  public SpanIngest(
      SpanIntake intake,
      Function<TenantId, IngestLimits> limits,
      DebugAids debugAids,
      long maxColumnBytes,
      InstantSource clock,
      BatchPool batches,
      BufferPool buffers,
      MeterRegistry registry) {
    this.intake = intake;
    this.limits = limits;
    this.maxColumnBytes = maxColumnBytes;
    this.clock = clock;
    this.batches = batches;
    this.buffers = buffers;
    this.metrics = new IngestMetrics(registry);
    this.received = new SpanLog("received", debugAids.received(), registry);
    this.discarded = new SpanLog("discarded", debugAids.discarded(), registry);
    this.names = new NameMetrics(debugAids.names(), registry);
  }

  /// Takes a request and its bytes. `done` runs exactly once, on this thread or on the intake's,
  /// and must not block.
  public void ingest(
      TenantId tenant,
      ReceiverMetrics receiver,
      WireFormat format,
      RequestBytes request,
      Consumer<IngestOutcome> done) {
    Push push = new Push(tenant, receiver, format, request, batches.acquireBatch(), done);
    try {
      push.run();
    } catch (RuntimeException | Error e) { // Whatever happens, the client gets its answer.
      LOG.error("ingesting a request of tenant {} failed", tenant, e);
      push.fail(new IngestOutcome.Failed(Failure.INTERNAL, "internal error; see the server's log"));
    }
  }

  @Override
  public void close() {
    metrics.close();
  }

  /// One request on its way.
  private final class Push {

    private final TenantId tenant;
    private final ReceiverMetrics receiver;
    private final WireFormat format;
    private final RequestBytes request;
    private final SpanBatch batch;
    private final Consumer<IngestOutcome> done;
    private final TenantMetrics tenantMetrics;
    private final IngestLimits tenantLimits;
    private final long startNanos = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();

    Push(
        TenantId tenant,
        ReceiverMetrics receiver,
        WireFormat format,
        RequestBytes request,
        SpanBatch batch,
        Consumer<IngestOutcome> done) {
      this.tenant = tenant;
      this.receiver = receiver;
      this.format = format;
      this.request = request;
      this.batch = batch;
      this.done = done;
      this.tenantMetrics = metrics.tenant(tenant);
      this.tenantLimits = limits.apply(tenant);
    }

    void run() {
      int limit = Math.max(0, tenantLimits.maxAttributeBytes());
      tenantMetrics.countIngress(request.length());
      batch.reset(request.takeBytes(), request.length());
      try {
        request.acquireForDecoding(request.length()); // What everyday spans need.
        decode(limit);
        request.acquireForDecoding(decodingBytes());
      } catch (InvalidRequestException e) {
        end(invalid(String.valueOf(e.getMessage())));
        return;
      } catch (RequestTooLargeException e) {
        end(new IngestOutcome.Failed(Failure.TOO_LARGE, String.valueOf(e.getMessage())));
        return;
      } catch (RefusedException e) {
        end(e.outcome());
        return;
      }
      countDecoded(limit);
      if (batch.sentSpanCount() == 0) {
        end(new IngestOutcome.Stored());
        return;
      }
      IngestOutcome.Failed overRate = overRate();
      if (overRate != null) {
        receiver.countSpans(0, batch.sentSpanCount());
        tenantMetrics.countRateLimited(batch.sentSpanCount());
        discarded.log(tenant, batch, _ -> true);
        end(overRate);
      } else if (batch.refusedCount() == batch.sentSpanCount()) {
        countSpans(0);
        end(invalid("every span was refused; the first: " + batch.firstRefusal()));
      } else {
        append(limit);
      }
    }

    private void decode(int limit) {
      SpanDecoder decoder = batches.acquireDecoder();
      decoder.decode(format, batch, limit, maxColumnBytes);
      // Not after a failure: the next request gets a fresh one.
      batches.release(decoder, request.length());
    }

    /// What decoding has taken beside the request's own array.
    private long decodingBytes() {
      return batch.columnCapacityBytes() + Math.max(0, batch.bytes().length - request.arrayBytes());
    }

    private void countDecoded(int limit) {
      metrics.countChanges(batch);
      int cut = tenantMetrics.countTruncated(batch);
      if (cut > 0 && truncationLog.mayLog()) {
        LOG.warn(
            "tenant {}: {} strings of one request cut (max_attribute_bytes: {}); the first: {}",
            tenant,
            cut,
            limit,
            batch.counts().firstTruncation());
      }
    }

    private IngestOutcome.@Nullable Failed overRate() {
      if (!tenantLimits.hasRate()) {
        return null;
      }
      long bytes = batch.otlpBytes();
      boolean canFit = bytes <= tenantLimits.burstBytes();
      long waitNanos =
          canFit
              ? rates.take(tenant, bytes, tenantLimits, nanosSinceEpoch(clock.instant()))
              : Long.MAX_VALUE;
      if (waitNanos == 0) {
        return null;
      }
      if (limitLog.mayLog()) {
        LOG.warn("{} spans refused: {}", batch.sentSpanCount(), tooFast(bytes));
      }
      return canFit
          ? new IngestOutcome.Failed(
              Failure.LIMITED, tooFast(bytes), null, RetryDelay.of(tenantLimits, waitNanos))
          : new IngestOutcome.Failed(Failure.OVER_BURST, tooFast(bytes));
    }

    private String tooFast(long bytes) {
      return "RATE_LIMITED: tenant '%s' sends %,d bytes, more than it may now (ingestion.rate_limit_bytes: %,d a second, ingestion.burst_size_bytes: %,d); raise the limits or send %s"
          .formatted(
              tenant,
              bytes,
              tenantLimits.bytesPerSecond(),
              tenantLimits.burstBytes(),
              bytes > tenantLimits.burstBytes() ? "smaller batches" : "less");
    }

    private void append(int limit) {
      long nowNanos = nanosSinceEpoch(clock.instant());
      tenantMetrics.countReceived(batch, nowNanos);
      metrics.countTraces(batch);
      received.log(tenant, batch, _ -> true);
      names.count(tenant, batch);
      intake.append(tenant, format, nowNanos, limit, batch, this::appended);
    }

    private void appended(@Nullable Throwable failure) {
      if (failure != null) {
        receiver.countSpans(0, batch.sentSpanCount());
        end(explain(failure));
        return;
      }
      // The intake may have refused more than the decoder did: traces over their limits.
      int refused = batch.refusedCount();
      logTraceLimits();
      countSpans(batch.sentSpanCount() - refused);
      end(
          refused == 0
              ? new IngestOutcome.Stored()
              : new IngestOutcome.PartlyStored(refused, partial(refused)));
    }

    private void countSpans(int accepted) {
      receiver.countSpans(accepted, batch.refusedCount());
      tenantMetrics.countDiscarded(batch);
    }

    private void logTraceLimits() {
      int overLimits =
          batch.refusedCount(Refusal.TRACE_TOO_LARGE)
              + batch.refusedCount(Refusal.LIVE_TRACES_EXCEEDED);
      if (overLimits == 0) {
        return;
      }
      int[] refused = batch.refusedOrdinals();
      Arrays.sort(refused);
      discarded.log(
          tenant, batch, i -> Arrays.binarySearch(refused, batch.spans().ordinal(i)) >= 0);
      if (limitLog.mayLog()) {
        LOG.warn("{} spans refused; the first: {}", overLimits, batch.firstRefusal());
      }
    }

    /// Begins with the word for the limit, if one was exceeded: that is what people search for.
    private String partial(int refused) {
      return "%s (%d of %d spans refused, this is the first)"
          .formatted(batch.firstRefusal(), refused, batch.sentSpanCount());
    }

    private IngestOutcome.Failed explain(Throwable failure) {
      String message = String.valueOf(failure.getMessage());
      return switch (failure) {
        case InvalidRequestException _ -> invalid(message);
        case LimitExceededException _ -> new IngestOutcome.Failed(Failure.LIMITED, message);
        // A mistake of ours, which the intake has logged: sending it again would repeat it.
        case IllegalStateException _ -> new IngestOutcome.Failed(Failure.INTERNAL, message);
        default -> {
          if (failureLog.mayLog()) {
            LOG.warn("tenant {}: {} spans not stored", tenant, batch.sentSpanCount(), failure);
          }
          yield new IngestOutcome.Failed(Failure.BUSY, "not stored, try again: " + message);
        }
      };
    }

    /// Answers a request of which the batch is in an unknown state: it is not used again.
    void fail(IngestOutcome.Failed outcome) {
      if (ended.compareAndSet(false, true)) {
        request.releaseBudget();
        answer(outcome);
      }
    }

    private void end(IngestOutcome outcome) {
      if (ended.compareAndSet(false, true)) {
        byte[] bytes = batch.bytes();
        batches.release(batch);
        buffers.release(bytes);
        request.releaseBudget();
        answer(outcome);
      }
    }

    private void answer(IngestOutcome outcome) {
      if (outcome instanceof IngestOutcome.Failed failed) {
        receiver.countRefusedRequest(failed.failure());
      }
      long tookNanos = System.nanoTime() - startNanos;
      metrics.recordPush(tookNanos);
      long leftNanos = Math.min(MAX_DELAY_NANOS, tenantLimits.minDuration().toNanos()) - tookNanos;
      if (leftNanos <= 0) {
        done.accept(outcome);
      } else {
        CompletableFuture.delayedExecutor(leftNanos, TimeUnit.NANOSECONDS)
            .execute(() -> done.accept(outcome));
      }
    }
  }

  private static IngestOutcome.Failed invalid(String message) {
    return new IngestOutcome.Failed(Failure.INVALID, message, "resource_spans");
  }

  private static long nanosSinceEpoch(Instant instant) {
    return instant.getEpochSecond() * NANOS_PER_SECOND + instant.getNano();
  }
}
