package dev.vivace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.error.CorruptDataException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random damage of a log of several segments: every record comes back as it was or is named as
/// missing, or the start is refused; and what is appended afterwards is there.
class LogRandomDamageTest {

  private static final int RECORDS = 40;
  private static final int PAGE_BYTES = 4096;

  @TempDir(factory = MemoryFolders.class)
  Path folder;

  private final long seed = Long.getLong("vivace.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void everyRecordComesBackOrIsNamedAsMissing() throws IOException {
    Path original = folder.resolve("original");
    List<String> written = write(original);
    int rounds = Integer.getInteger("vivace.damage.rounds", 150);
    int refused = 0;
    for (int round = 0; round < rounds; round++) {
      Path copy = folder.resolve("copy");
      LogFixture.copy(original, copy);
      String damage = damage(LogFixture.segments(copy));
      refused += isRefused("seed %d, %s".formatted(seed, damage), copy, written) ? 1 : 0;
      delete(copy);
    }
    assertThat(refused).as("refused starts of %d", rounds).isLessThan(rounds / 3);
  }

  private List<String> write(Path wal) {
    try (LogFixture log =
        LogFixture.open(LogFixture.config(wal, LocalLogConfig.Sync.GROUP, 64 << 10))) {
      for (int i = 0; i < RECORDS; i++) {
        byte[] payload = new byte[random.nextInt(12_000)];
        random.nextBytes(payload);
        log.append(LogFixture.record(payload));
      }
    }
    try (LogFixture log = LogFixture.open(wal)) {
      assertThat(LogFixture.segments(wal)).hasSizeGreaterThan(3);
      return log.replay().records();
    }
  }

  private boolean isRefused(String what, Path wal, List<String> written) {
    try (LogFixture log = LogFixture.open(wal)) {
      LogFixture.Replayed replayed = log.replay();
      assertThat(written).as(what).containsAll(replayed.records());
      assertThat(new HashSet<>(replayed.records())).as(what).hasSameSizeAs(replayed.records());
      Set<Long> offsets = new HashSet<>();
      replayed.records().forEach(record -> offsets.add(offset(record)));
      for (String range : replayed.missing()) {
        String[] ends = range.split("-", 2);
        for (long at = Long.parseLong(ends[0]); at < Long.parseLong(ends[1]); at++) {
          assertThat(offsets.add(at)).as("%s: %d is there and missing", what, at).isTrue();
        }
      }
      for (long at = 0; at < RECORDS; at++) {
        assertThat(offsets).as("%s: offset %d", what, at).contains(at);
      }
      assertThat(log.append("next")).as(what).isEqualTo(RECORDS);
    } catch (CorruptDataException e) {
      assertThat(e).as(what).hasMessageContaining("WAL ");
      return true;
    } catch (RuntimeException e) {
      throw new AssertionError(what, e);
    }
    try (LogFixture log = LogFixture.open(wal)) {
      assertThat(log.replay().records()).as(what).endsWith(RECORDS + ":next");
    }
    return false;
  }

  private static long offset(String record) {
    return Long.parseLong(record.substring(0, record.indexOf(':')));
  }

  private String damage(List<Path> segments) throws IOException {
    Path segment = segments.get(random.nextInt(segments.size()));
    byte[] bytes = Files.readAllBytes(segment);
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(6)) {
      case 0 -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(segment, bytes);
        return "bit of byte %d of %s flipped".formatted(at, segment);
      }
      case 1 -> {
        int from = at / PAGE_BYTES * PAGE_BYTES;
        Arrays.fill(bytes, from, Math.min(bytes.length, from + PAGE_BYTES), (byte) 0);
        Files.write(segment, bytes);
        return "page of zeros at byte %d of %s".formatted(from, segment);
      }
      case 2 -> {
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
          channel.truncate(at);
        }
        return "%s cut at byte %d".formatted(segment, at);
      }
      case 3 -> {
        Files.delete(segment);
        return segment + " deleted";
      }
      case 4 -> {
        int length = Math.min(64, bytes.length - at);
        byte[] nonsense = new byte[length];
        random.nextBytes(nonsense);
        System.arraycopy(nonsense, 0, bytes, at, length);
        Files.write(segment, bytes);
        return "%d random bytes at byte %d of %s".formatted(length, at, segment);
      }
      default -> {
        Path other = segments.get(random.nextInt(segments.size()));
        Path aside = segment.resolveSibling("aside");
        Files.move(segment, aside);
        if (!other.equals(segment)) {
          Files.move(other, segment, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(aside, other);
        return "%s and %s swapped".formatted(segment, other);
      }
    }
  }

  private static void delete(Path copy) throws IOException {
    if (Files.isDirectory(copy)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(copy)) {
        for (Path entry : entries) {
          delete(entry);
        }
      }
    }
    Files.delete(copy);
  }
}
