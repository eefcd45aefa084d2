package dev.vivace.model.otlp;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.bytes.Slice;
import dev.vivace.model.span.SpanBatch;
import java.util.Arrays;

/// Ranges of a request that belong together, such as the unknown fields of one message. Joined only
/// once all are known, so that bytes are copied at most once and not at all if they are neighbours.
final class Pieces {

  private final RequestInput input;
  private int count;
  private int size;
  private long[] slices = new long[4];

  Pieces(RequestInput input) {
    this.input = input;
  }

  void clear() {
    count = 0;
    size = 0;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /// The bytes of all pieces together.
  int size() {
    return size;
  }

  int count() {
    return count;
  }

  long get(int index) {
    return slices[index];
  }

  void add(long slice) {
    add(Slice.offset(slice), Slice.offset(slice) + Slice.length(slice));
  }

  void add(int start, int end) {
    size += end - start;
    if (count > 0) {
      long last = slices[count - 1];
      if (Slice.offset(last) + Slice.length(last) == start) {
        slices[count - 1] = Slice.of(Slice.offset(last), end - Slice.offset(last));
        return;
      }
    }
    if (count == slices.length) {
      input.checkRoomFor(2L * count * Long.BYTES);
      slices = Arrays.copyOf(slices, count * 2);
    }
    slices[count++] = Slice.of(start, end - start);
  }

  /// All pieces as one slice of the batch; `source` is the array that they are ranges of.
  long join(SpanBatch batch, byte[] source) {
    if (count <= 1) {
      return count == 0 ? Slice.EMPTY : slices[0];
    }
    int start = batch.reserve(size);
    int at = start;
    for (int i = 0; i < count; i++) {
      int length = Slice.length(slices[i]);
      System.arraycopy(source, Slice.offset(slices[i]), batch.bytes(), at, length);
      at += length;
    }
    return Slice.of(start, size);
  }

  void writeTo(ProtobufWriter out, byte[] source) {
    for (int i = 0; i < count; i++) {
      out.writeRaw(source, Slice.offset(slices[i]), Slice.length(slices[i]));
    }
  }
}
