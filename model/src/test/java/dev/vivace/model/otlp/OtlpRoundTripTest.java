package dev.vivace.model.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Random requests, with the generated classes as the oracle.
class OtlpRoundTripTest {

  private static final int SEEDS = 200;

  private final SpanDecoder decoder = new SpanDecoder();
  private final SpanBatch batch = new SpanBatch();

  @Test
  void aTraceComesBackAsItWasSent() {
    for (long seed = 0; seed < SEEDS; seed++) {
      ExportTraceServiceRequest request = new RandomRequests(seed).next();

      assertDecodes(seed, request, request.toByteArray());
    }
  }

  @Test
  void theOrderOfFieldsOnTheWireDoesNotMatter() {
    for (long seed = 0; seed < SEEDS; seed++) {
      ExportTraceServiceRequest request = new RandomRequests(seed).next();
      byte[] reversed =
          WireShuffler.reverse(ExportTraceServiceRequest.getDescriptor(), request.toByteArray());

      assertDecodes(seed, request, reversed);
    }
  }

  @Test
  void messagesInPiecesAndInAnyOrderAreMergedAsTheGeneratedClassesDo() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      byte[] shuffled =
          WireShuffler.shuffle(
              ExportTraceServiceRequest.getDescriptor(),
              new RandomRequests(seed).next().toByteArray(),
              new Random(seed));

      assertDecodes(seed, ExportTraceServiceRequest.parseFrom(shuffled), shuffled);
    }
  }

  @Test
  void aLimitThatNothingReachesChangesNothing() {
    for (long seed = 0; seed < SEEDS; seed++) {
      ExportTraceServiceRequest request = new RandomRequests(seed).next();

      decode(request.toByteArray(), 2048);

      assertThat(SentSpan.of(batch)).as("seed %d", seed).isEqualTo(SentSpan.storable(request));
    }
  }

  @Test
  void whatATruncatedRequestDecodesToIsAnErrorOfTheCallerOrSpans() {
    byte[] request = new RandomRequests(7).next().toByteArray();
    for (int length = 0; length < request.length; length++) {
      assertNothingElseThrown("length " + length, Arrays.copyOf(request, length));
    }
  }

  @Test
  void whatADamagedRequestDecodesToIsAnErrorOfTheCallerOrSpans() {
    for (long seed = 0; seed < 10; seed++) {
      byte[] request = new RandomRequests(seed).next().toByteArray();
      Random random = new Random(seed);
      for (int i = 0; i < 300 && request.length > 0; i++) {
        byte[] damaged = request.clone();
        for (int flips = random.nextInt(4); flips >= 0; flips--) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        assertNothingElseThrown("seed " + seed + ", round " + i, damaged);
      }
    }
  }

  @Test
  void whatBothWeAndTheGeneratedClassesCanReadOfDamagedBytesIsTheSame() {
    int compared = 0;
    for (long seed = 0; seed < 40; seed++) {
      byte[] request = new RandomRequests(seed).next().toByteArray();
      Random random = new Random(seed);
      for (int i = 0; i < 40 && request.length > 0; i++) {
        byte[] damaged = request.clone();
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        compared += assertSameIfBothCanRead("seed " + seed + ", round " + i, damaged);
      }
    }
    assertThat(compared).isGreaterThan(100);
  }

  private int assertSameIfBothCanRead(String what, byte[] bytes) {
    try {
      ExportTraceServiceRequest expected = ExportTraceServiceRequest.parseFrom(bytes);
      decode(bytes, 0);
      assertThat(SentSpan.of(batch)).as(what).isEqualTo(SentSpan.storable(expected));
      return 1;
    } catch (InvalidProtocolBufferException | InvalidRequestException e) {
      return 0; // They are strict on UTF-8, we on varints of more than ten bytes.
    }
  }

  private void assertDecodes(long seed, ExportTraceServiceRequest request, byte[] bytes) {
    decode(bytes, 0);
    List<SentSpan> expected = SentSpan.storable(request);

    assertThat(SentSpan.of(batch)).as("seed %d", seed).isEqualTo(expected);
    assertThat(batch.sentSpanCount() - batch.refusedCount())
        .as("seed %d", seed)
        .isEqualTo(expected.size());
  }

  private void assertNothingElseThrown(String what, byte[] bytes) {
    try {
      decode(bytes, 16);
      SentSpan.of(batch);
    } catch (InvalidRequestException e) {
      assertThat(e).as(what).hasMessageContaining("byte ");
    } catch (RuntimeException e) {
      throw new AssertionError(what, e);
    }
  }

  private void decode(byte[] bytes, int maxAttributeBytes) {
    batch.reset(bytes.clone(), bytes.length);
    decoder.decode(WireFormat.OTLP_PROTOBUF, batch, maxAttributeBytes);
  }
}
