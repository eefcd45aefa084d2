package dev.vivace.distributor.otlp;

import dev.vivace.model.bytes.Slice;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.model.span.Refusal;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import dev.vivace.storage.intake.SpanIntake;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/// A write path that remembers what it got and answers as the test wants: at once, with a failure,
/// or when told to.
public final class RecordingIntake implements SpanIntake, AutoCloseable {

  /// A request as it was appended.
  public record Appended(
      TenantId tenant,
      WireFormat format,
      long receivedNanos,
      int maxAttributeBytes,
      byte[] payload,
      List<String> traceIds,
      List<String> names) {}

  final List<Appended> appended = new ArrayList<>();
  public final BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
  private final ExecutorService answering = Executors.newSingleThreadExecutor();
  private volatile Throwable failure;
  private volatile boolean holding;
  private volatile boolean slow;
  private volatile int refusedByIntake;

  public void failWith(Throwable newFailure) {
    failure = newFailure;
  }

  public void hold() {
    holding = true;
  }

  void slowDown(boolean isSlowNow) {
    slow = isSlowNow;
  }

  @Override
  public boolean isSlow() {
    return slow;
  }

  void refuse(int count) {
    refusedByIntake = count;
  }

  @Override
  public void append(
      TenantId tenant,
      WireFormat format,
      long receivedNanos,
      int maxAttributeBytes,
      SpanBatch batch,
      Done done) {
    synchronized (appended) {
      appended.add(
          new Appended(
              tenant,
              format,
              receivedNanos,
              maxAttributeBytes,
              Arrays.copyOf(batch.bytes(), batch.requestLength()),
              traceIds(batch),
              names(batch)));
    }
    for (int i = 0; i < refusedByIntake; i++) {
      batch.refuse(i, Refusal.TRACE_TOO_LARGE, "TRACE_TOO_LARGE: too much");
    }
    if (holding) {
      held.add(() -> done.run(failure));
    } else {
      answering.execute(() -> done.run(failure));
    }
  }

  public List<Appended> appended() {
    synchronized (appended) {
      return List.copyOf(appended);
    }
  }

  private static List<String> traceIds(SpanBatch batch) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < batch.spans().count(); i++) {
      ids.add(new TraceId(batch.spans().traceHigh(i), batch.spans().traceLow(i)).toHex());
    }
    return ids;
  }

  private static List<String> names(SpanBatch batch) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < batch.spans().count(); i++) {
      long name = batch.spans().name(i);
      names.add(
          new String(
              batch.bytes(), Slice.offset(name), Slice.length(name), StandardCharsets.UTF_8));
    }
    return names;
  }

  @Override
  public void close() {
    answering.shutdownNow();
  }
}
