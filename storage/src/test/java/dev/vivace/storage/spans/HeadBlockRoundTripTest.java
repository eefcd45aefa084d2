package dev.vivace.storage.spans;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.otlp.RandomRequests;
import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.head.HeadFixture;
import dev.vivace.storage.head.LiveHead;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is appended to a head comes back as it was sent: from the head, from a head that it was
/// carried to, and from the block that the head becomes.
class HeadBlockRoundTripTest {

  private static final int REQUESTS = 40;

  private final HeadFixture fixture = new HeadFixture();
  private final LiveHead head = fixture.head();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aHeadGivesTracesBackAsTheyWereSent(long seed) {
    append(seed);

    fixture.assertTraces();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aBlockGivesTracesBackAsTheyWereSent(long seed) {
    append(seed);
    BlockReader block = BlockFixture.seal(head);

    fixture.assertTraces(_ -> true, BlockFixture.reader(block));
    assertThat(block.info().spans()).isEqualTo(fixture.sentSpans());
    assertThat(block.info().traces()).isEqualTo(fixture.sent().size());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12, 13, 14})
  void carriedTracesAreInTheNextHeadAndTheOthersInTheBlock(long seed) {
    append(seed);
    Random random = new Random(seed);
    boolean[] carried = new boolean[head.traces().count()];
    for (int i = 0; i < carried.length; i++) {
      carried[i] = random.nextBoolean();
    }
    LiveHead next = new LiveHead(fixture.memory());
    next.carryFrom(head, carried);
    BlockReader block = BlockFixture.seal(new HeadSealer(head), carried);

    fixture.assertTraces(
        id -> carried[head.traces().find(id.high(), id.low())], HeadFixture.reader(next));
    fixture.assertTraces(
        id -> !carried[head.traces().find(id.high(), id.low())], BlockFixture.reader(block));
    BlockReader second = BlockFixture.seal(next);
    assertThat(block.info().spans() + second.info().spans()).isEqualTo(fixture.sentSpans());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {21, 22})
  void releasingAHeadGivesAllItsMemoryBack(long seed) {
    append(seed);
    assertThat(fixture.memory().usedBytes()).isPositive();

    head.release();

    assertThat(fixture.memory().usedBytes()).isZero();
  }

  private void append(long seed) {
    RandomRequests requests = new RandomRequests(seed);
    for (int i = 0; i < REQUESTS; i++) {
      fixture.append(requests.next());
    }
  }
}
