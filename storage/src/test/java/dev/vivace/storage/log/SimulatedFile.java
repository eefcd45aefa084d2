package dev.vivace.storage.log;

import dev.vivace.storage.property.Choices;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A file on a disk that loses its power: what readers see, what is on the disk for sure, and the
/// changes in between, of which any sector may have reached the disk, in any order.
final class SimulatedFile {

  static final int SECTOR_BYTES = 512;

  private final Image content = new Image();
  private final Image flushed = new Image();
  private final List<Change> unflushed = new ArrayList<>();

  /// A write, or the size to which the file was cut or grown.
  private sealed interface Change {

    record Write(int position, byte[] bytes) implements Change {

      int end() {
        return position + bytes.length;
      }
    }

    record Truncate(int size) implements Change {}
  }

  int size() {
    return content.size;
  }

  int read(ByteBuffer buffer, int position) {
    if (position >= content.size) {
      return -1;
    }
    int length = Math.min(buffer.remaining(), content.size - position);
    buffer.put(content.bytes, position, length);
    return length;
  }

  void write(byte[] bytes, int position) {
    change(new Change.Write(position, bytes));
  }

  void truncate(int size) {
    change(new Change.Truncate(size));
  }

  private void change(Change change) {
    content.apply(change);
    unflushed.add(change);
  }

  void force() {
    unflushed.forEach(flushed::apply);
    unflushed.clear();
  }

  /// A flush that failed: some of it is on the disk, and the system no longer tries to write the
  /// rest, though readers see it until the power goes.
  void failForce(Choices choices) {
    flushSome(choices);
  }

  /// Readers see what the disk has.
  void losePower(Choices choices) {
    flushSome(choices);
    content.copyFrom(flushed);
  }

  void flip(int position, int bit) {
    content.bytes[position] ^= (byte) (1 << bit);
    flushed.copyFrom(content);
    unflushed.clear();
  }

  private void flushSome(Choices choices) {
    switch (choices.below(4)) {
      case 0 -> {}
      case 1 -> unflushed.forEach(flushed::apply);
      case 2 -> flushPrefix(choices);
      default -> flushSectors(choices);
    }
    unflushed.clear();
  }

  /// The first changes, the last of them torn.
  private void flushPrefix(Choices choices) {
    int count = choices.below(unflushed.size() + 1);
    unflushed.subList(0, count).forEach(flushed::apply);
    if (count < unflushed.size() && unflushed.get(count) instanceof Change.Write write) {
      int sectors = choices.below(write.bytes.length / SECTOR_BYTES + 1);
      int end = (write.position / SECTOR_BYTES + sectors) * SECTOR_BYTES;
      int length = Math.clamp(end - write.position, 0, write.bytes.length);
      flushed.apply(new Change.Write(write.position, Arrays.copyOf(write.bytes, length)));
    }
  }

  /// Each sector as it was after some change to it, whatever the others are.
  private void flushSectors(Choices choices) {
    Image before = new Image();
    before.copyFrom(flushed);
    Image sized = new Image();
    sized.copyFrom(flushed);
    unflushed.subList(0, choices.below(unflushed.size() + 1)).forEach(sized::apply);
    flushed.resize(sized.size);
    for (int at = 0; at < flushed.size; at += SECTOR_BYTES) {
      byte[] sector = before.sector(at);
      for (Change change : touching(at, choices)) {
        applyTo(sector, at, change);
      }
      System.arraycopy(sector, 0, flushed.bytes, at, Math.min(SECTOR_BYTES, flushed.size - at));
    }
  }

  private List<Change> touching(int at, Choices choices) {
    List<Change> touching = new ArrayList<>();
    for (Change change : unflushed) {
      boolean touches =
          switch (change) {
            case Change.Write write -> write.position < at + SECTOR_BYTES && write.end() > at;
            case Change.Truncate(int size) -> size < at + SECTOR_BYTES;
          };
      if (touches) {
        touching.add(change);
      }
    }
    return touching.subList(0, choices.below(touching.size() + 1));
  }

  private static void applyTo(byte[] sector, int at, Change change) {
    switch (change) {
      case Change.Write write -> {
        int from = Math.max(at, write.position);
        int to = Math.min(at + SECTOR_BYTES, write.end());
        System.arraycopy(write.bytes, from - write.position, sector, from - at, to - from);
      }
      case Change.Truncate(int size) ->
          Arrays.fill(sector, Math.max(0, size - at), SECTOR_BYTES, (byte) 0);
    }
  }

  /// Bytes and how many of them count; those behind are zero.
  private static final class Image {

    private byte[] bytes = {};
    private int size;

    void copyFrom(Image other) {
      bytes = other.bytes.clone();
      size = other.size;
    }

    void apply(Change change) {
      switch (change) {
        case Change.Write write -> {
          resize(Math.max(size, write.end()));
          System.arraycopy(write.bytes, 0, bytes, write.position, write.bytes.length);
        }
        case Change.Truncate(int newSize) -> resize(newSize);
      }
    }

    void resize(int newSize) {
      if (newSize < size) {
        Arrays.fill(bytes, newSize, size, (byte) 0);
      } else if (newSize > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(newSize, Math.min(bytes.length * 2, 1 << 20)));
      }
      size = newSize;
    }

    byte[] sector(int at) {
      byte[] sector = new byte[SECTOR_BYTES];
      if (at < size) {
        System.arraycopy(bytes, at, sector, 0, Math.min(SECTOR_BYTES, size - at));
      }
      return sector;
    }
  }
}
