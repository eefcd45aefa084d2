package dev.vivace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.vivace.storage.property.Choices;
import dev.vivace.storage.property.Property;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// The real log on a disk that loses its power: whatever was acknowledged is replayed as it was
/// appended, nothing is invented, and the log goes on. More crashes: `-Dvivace.log.crashes=`.
class PowerLossTest {

  private static final int CRASHES = Integer.getInteger("vivace.log.crashes", 3000);
  private static final int MAX_OPERATIONS = 500;
  // The short run takes every fourth operation of the recovery, another fourth each time.
  private static final int STRIDE = CRASHES > 3000 ? 1 : 4;
  private static final String REPLAY = "-Dvivace.log.seed=";
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.vivace.storage.log");

  private final long firstSeed = Long.getLong("vivace.log.seed", new Random().nextInt());
  private final AtomicInteger crashes = new AtomicInteger();

  /// Recovery says much, thousands of times.
  @BeforeAll
  static void beQuiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speakAgain() {
    LOG.setLevel(null);
  }

  @Test
  void whatWasAcknowledgedSurvivesProcessEndsAndPowerCuts() {
    for (long seed = firstSeed; crashes.get() < CRASHES; seed++) {
      Property.check(seed, REPLAY, choices -> live(choices, new CrashedLog(choices)));
    }
  }

  @Test
  void itSurvivesOnADiskThatFailsAndFillsUpToo() {
    for (long seed = firstSeed; crashes.get() < CRASHES / 2; seed++) {
      Property.check(
          seed,
          REPLAY,
          choices -> {
            CrashedLog log = new CrashedLog(choices);
            log.makeDiskFaulty();
            live(choices, log);
          });
    }
  }

  /// Several crashes on one disk.
  private void live(Choices choices, CrashedLog log) throws Exception {
    int times = choices.between(1, 6);
    for (int i = 0; i < times; i++) {
      log.run(choices.between(1, 120));
      log.crash();
      crashes.incrementAndGet();
    }
    log.makeDiskSound();
    log.recover();
    log.appendMore();
  }

  @Test
  void flippedBitsAreFoundAndTheirRecordsNamed() {
    Property.check(
        firstSeed,
        CRASHES / 10,
        REPLAY,
        choices -> {
          CrashedLog log = new CrashedLog(choices);
          log.run(choices.between(1, 200));
          log.kill();
          log.recover();
          log.kill();
          log.flipBits(choices.between(1, 3));
          log.recoverFromDamage();
        });
  }

  /// The same short life, ended in each of its operations, and in each of those of the recovery.
  @Test
  void aCrashInAnyOperationAndAnotherInAnyOfTheRecoveryAreHarmless() {
    for (int first = 1; first <= MAX_OPERATIONS; first++) {
      CrashesInRecovery crash = new CrashesInRecovery(first);
      for (int second = 1 + first % STRIDE; !crash.isRecovered; second += STRIDE) {
        assertThat(second).isLessThan(MAX_OPERATIONS);
        crash.second = second;
        Property.check(firstSeed + second, "first %d, %s".formatted(first, REPLAY), crash::run);
      }
      if (crash.isWholeLife) {
        return;
      }
    }
    throw new AssertionError("a short life has over %d operations".formatted(MAX_OPERATIONS));
  }

  private static final class CrashesInRecovery {

    private final int first;
    private int second;
    private boolean isRecovered;
    private boolean isWholeLife;

    CrashesInRecovery(int first) {
      this.first = first;
    }

    void run(Choices choices) throws Exception {
      CrashedLog log = new CrashedLog(choices);
      isWholeLife = log.runShortLife(first);
      log.crash();
      isRecovered = log.recoverWithin(second);
      if (!isRecovered) {
        log.crash();
        log.recover();
      }
      log.appendMore();
    }
  }
}
