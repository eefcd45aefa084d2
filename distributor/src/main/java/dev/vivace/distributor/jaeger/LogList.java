package dev.vivace.distributor.jaeger;

import dev.vivace.model.error.InvalidRequestException;
import java.util.Arrays;

/// The logs of a span, in columns: each has a time and a range of fields in one list.
final class LogList {

  /// Of one span.
  static final int MAX_LOGS = 1 << 17;

  private static final int FIRST_LOGS = 8;

  private final TagList fields = new TagList();
  private long[] times = new long[FIRST_LOGS];
  private int[] ends = new int[FIRST_LOGS];
  private int count;

  void reset(byte[] source) {
    fields.reset(source);
    count = 0;
  }

  int count() {
    return count;
  }

  /// The fields of all logs; those of a log that is being read are added at the end.
  TagList fields() {
    return fields;
  }

  /// Ends a log whose fields were added since the last one.
  void add(long timeNanos) {
    if (count == MAX_LOGS) {
      throw new InvalidRequestException(
          "more than %d logs in one span; send fewer".formatted(MAX_LOGS));
    }
    if (count == times.length) {
      times = Arrays.copyOf(times, count * 2);
      ends = Arrays.copyOf(ends, count * 2);
    }
    times[count] = timeNanos;
    ends[count++] = fields.count();
  }

  long timeNanos(int index) {
    return times[index];
  }

  int firstField(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  int fieldEnd(int index) {
    return ends[index];
  }
}
