package dev.vivace.distributor.jaeger;

import dev.vivace.model.error.InvalidRequestException;
import java.util.Arrays;

/// The spans that a span refers to, in columns.
final class ReferenceList {

  static final int CHILD_OF = 0;
  static final int FOLLOWS_FROM = 1;

  /// Of one span.
  static final int MAX_REFERENCES = 1 << 17;

  /// Longs of one reference: type, trace id, span id.
  private static final int STRIDE = 4;

  private long[] columns = new long[8 * STRIDE];
  private int count;

  void reset() {
    count = 0;
  }

  int count() {
    return count;
  }

  /// @param type as sent: 0 is child of, 1 is follows from, others are unknown
  void add(int type, long traceHigh, long traceLow, long spanId) {
    if (count == MAX_REFERENCES) {
      throw new InvalidRequestException(
          "more than %d references in one span; send fewer".formatted(MAX_REFERENCES));
    }
    int at = count++ * STRIDE;
    if (at == columns.length) {
      columns = Arrays.copyOf(columns, columns.length * 2);
    }
    columns[at] = type;
    columns[at + 1] = traceHigh;
    columns[at + 2] = traceLow;
    columns[at + 3] = spanId;
  }

  int type(int index) {
    return (int) columns[index * STRIDE];
  }

  long traceHigh(int index) {
    return columns[index * STRIDE + 1];
  }

  long traceLow(int index) {
    return columns[index * STRIDE + 2];
  }

  long spanId(int index) {
    return columns[index * STRIDE + 3];
  }
}
