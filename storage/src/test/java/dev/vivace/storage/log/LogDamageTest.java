package dev.vivace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cuts and flips at every byte of a small log: what was acknowledged before the damage comes back,
/// what is lost is named exactly.
class LogDamageTest {

  private static final int RECORDS = 4;

  @TempDir(factory = MemoryFolders.class)
  Path folder;

  private int copies;

  @Test
  void cutAnywhereTheRestIsReplayedAndTheLossIsExact() throws IOException {
    Path original = writeLog();
    List<Integer> ends = batchEnds(original);
    int length = ends.getLast();
    for (int cut = 0; cut < length; cut++) {
      Path copy = copy(original);
      truncate(LogFixture.segments(copy).getFirst(), cut);
      int readable = readableBatches(ends, cut);
      try (LogFixture log = LogFixture.open(copy)) {
        LogFixture.Replayed replayed = log.replay();
        assertThat(replayed.records()).as("cut at %d", cut).hasSize(readable);
        assertThat(replayed.missing())
            .as("cut at %d", cut)
            .containsExactly(readable + "-" + RECORDS);
        assertThat(log.append("next")).isEqualTo(RECORDS);
      }
    }
  }

  @Test
  void aTornAppendIsCutKeptInQuarantineAndItsOffsetGivenAgain() throws IOException {
    Path original = writeLog();
    List<Integer> ends = batchEnds(original);
    int before = ends.get(RECORDS - 2);
    for (int cut = before; cut < ends.getLast(); cut++) {
      Path copy = copy(original);
      // As it is when the process ends in the middle of the write: nothing says "acknowledged".
      mark(copy, RECORDS - 1);
      truncate(LogFixture.segments(copy).getFirst(), cut);
      try (LogFixture log = LogFixture.open(copy)) {
        LogFixture.Replayed replayed = log.replay();
        assertThat(replayed.records()).as("cut at %d", cut).hasSize(RECORDS - 1);
        assertThat(replayed.missing()).isEmpty();
        assertThat(log.corruptions()).isZero();
        assertThat(log.append("again")).isEqualTo(RECORDS - 1);
      }
      assertThat(LogFixture.quarantined(copy)).as("cut at %d", cut).hasSize(cut > before ? 1 : 0);
      try (LogFixture log = LogFixture.open(copy)) {
        assertThat(log.replay().records()).hasSize(RECORDS).last().isEqualTo("3:again");
      }
    }
  }

  @Test
  void aFlippedBitAnywhereIsDetectedAndCostsItsBatchAlone() throws IOException {
    Path original = writeLog();
    List<Integer> ends = batchEnds(original);
    for (int at = 0; at < ends.getLast(); at++) {
      Path copy = copy(original);
      flip(LogFixture.segments(copy).getFirst(), at, 1 << (at % 8));
      int lost = at < SegmentHeader.BYTES ? -1 : readableBatches(ends, at);
      try (LogFixture log = LogFixture.open(copy)) {
        LogFixture.Replayed replayed = log.replay();
        assertThat(replayed.records()).as("flip at %d", at).hasSize(RECORDS - (lost < 0 ? 0 : 1));
        if (lost >= 0) {
          assertThat(replayed.missing())
              .as("flip at %d", at)
              .containsExactly(lost + "-" + (lost + 1));
          assertThat(LogFixture.quarantined(copy)).as("flip at %d", at).isNotEmpty();
        }
        assertThat(log.corruptions()).as("flip at %d", at).isPositive();
        assertThat(log.append("next")).isEqualTo(RECORDS);
      }
      try (LogFixture log = LogFixture.open(copy)) {
        assertThat(log.replay().records()).hasSize(RECORDS + 1 - (lost < 0 ? 0 : 1));
        assertThat(log.replay().missing()).hasSize(lost < 0 ? 0 : 1);
      }
    }
  }

  @Test
  void aFlippedBitInTheMarkerIsHarmless() throws IOException {
    Path original = writeLog();
    for (int at = 0; at < Files.size(LogFixture.marker(original)); at++) {
      Path copy = copy(original);
      flip(LogFixture.marker(copy), at, 1);
      try (LogFixture log = LogFixture.open(copy)) {
        assertThat(log.replay().records()).hasSize(RECORDS);
        assertThat(log.replay().missing()).isEmpty();
      }
    }
  }

  @Test
  void damageInAnEarlierSegmentIsIsolatedToo() throws IOException {
    Path wal = folder.resolve("segments");
    for (int i = 0; i < 3; i++) {
      try (LogFixture log = LogFixture.open(wal)) {
        log.append("a" + i);
        log.append("b" + i);
      }
    }
    List<Path> segments = LogFixture.segments(wal);
    flip(segments.get(1), (int) Files.size(segments.get(1)) - 20, 4);
    try (LogFixture log = LogFixture.open(wal)) {
      LogFixture.Replayed replayed = log.replay();
      assertThat(replayed.records()).containsExactly("0:a0", "1:b0", "2:a1", "4:a2", "5:b2");
      assertThat(replayed.missing()).containsExactly("3-4");
      assertThat(replayed.reasons().getFirst()).contains(segments.get(1).toString(), "kept in");
    }
    Files.delete(segments.get(1));
    try (LogFixture log = LogFixture.open(wal)) {
      assertThat(log.replay().missing()).containsExactly("2-4");
    }
  }

  @Test
  void stopRefusesToStartWithoutTouchingTheFiles() throws IOException {
    Path original = writeLog();
    Path segment = LogFixture.segments(original).getFirst();
    List<Integer> ends = batchEnds(original);
    flip(segment, ends.getLast() - 1, 1);
    byte[] before = Files.readAllBytes(segment);
    assertThatThrownBy(() -> LogFixture.open(LogFixture.stopping(original)))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("records 3 to 3 were acknowledged and cannot be read")
        .hasMessageContaining("on_corruption");
    assertThat(Files.readAllBytes(segment)).isEqualTo(before);
    flip(segment, ends.getLast() - 1, 1);
    flip(segment, ends.getFirst() - 1, 1);
    try (LogFixture log = LogFixture.open(LogFixture.stopping(original))) {
      assertThatThrownBy(log::replay)
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("WAL records 0 to 0 are missing");
    }
  }

  @Test
  void aBatchInsideAPayloadIsNotMistakenForOne() throws IOException {
    Path inner = folder.resolve("inner");
    try (LogFixture log = LogFixture.open(inner)) {
      for (int i = 0; i < 3; i++) {
        log.append("inner" + i);
      }
    }
    LogFixture.open(inner).close(); // Cuts the zeros behind the last batch.
    byte[] image = Files.readAllBytes(LogFixture.segments(inner).getFirst());
    Path outer = folder.resolve("outer");
    try (LogFixture log = LogFixture.open(outer)) {
      log.append("first");
      log.append(LogFixture.record(image));
      log.append("last");
    }
    Path segment = LogFixture.segments(outer).getFirst();
    int second = batchEnds(outer).getFirst();
    flip(segment, second + 20, 1);
    try (LogFixture log = LogFixture.open(outer)) {
      LogFixture.Replayed replayed = log.replay();
      assertThat(replayed.records()).containsExactly("0:first", "2:last");
      assertThat(replayed.missing()).containsExactly("1-2");
    }
  }

  @Test
  void aSegmentUnderAnotherNameIsRefused() throws IOException {
    Path original = writeLog();
    Path segment = LogFixture.segments(original).getFirst();
    Files.move(segment, segment.resolveSibling("%020d.wal".formatted(7)));
    assertThatThrownBy(() -> LogFixture.open(original))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("expected: offset 7");
  }

  @Test
  void aSegmentOfANewerVersionIsRefused() throws IOException {
    Path original = writeLog();
    Path segment = LogFixture.segments(original).getFirst();
    byte[] bytes = Files.readAllBytes(segment);
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(8, 2).putInt(60, Checksums.of(header, 0, 60));
    Files.write(segment, bytes);
    assertThatThrownBy(() -> LogFixture.open(original))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("has version 2 (known: 1)");
  }

  /// One batch a record, closed cleanly.
  private Path writeLog() {
    Path wal = folder.resolve("original");
    try (LogFixture log = LogFixture.open(wal)) {
      for (int i = 0; i < RECORDS; i++) {
        log.append("payload " + i);
      }
    }
    // Opening once more cuts the zeros behind the last batch.
    LogFixture.open(wal).close();
    return wal;
  }

  private Path copy(Path wal) {
    Path copy = folder.resolve("copy" + copies++);
    LogFixture.copy(wal, copy);
    return copy;
  }

  private static List<Integer> batchEnds(Path wal) throws IOException {
    List<Integer> ends = new ArrayList<>();
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(LogFixture.segments(wal).getFirst()))
            .order(ByteOrder.LITTLE_ENDIAN);
    int at = SegmentHeader.BYTES;
    while (at + BatchHeader.BYTES <= bytes.limit() && bytes.getInt(at) == BatchHeader.MAGIC) {
      at += BatchHeader.BYTES + bytes.getInt(at + 28) + BatchHeader.TRAILER_BYTES;
      ends.add(at);
    }
    return ends;
  }

  private static int readableBatches(List<Integer> ends, int position) {
    return (int) ends.stream().filter(end -> end <= position).count();
  }

  private static void truncate(Path file, int length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  private static void flip(Path file, int position, int bits) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[position] ^= (byte) bits;
    Files.write(file, bytes);
  }

  private static void mark(Path wal, long acknowledged) throws IOException {
    Path file = LogFixture.marker(wal);
    Files.delete(file);
    try (AcknowledgedMarker marker =
        new AcknowledgedMarker(new LocalDisk(file.getParent()), file.getParent())) {
      marker.write(acknowledged);
    }
  }
}
