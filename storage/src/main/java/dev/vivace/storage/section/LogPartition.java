package dev.vivace.storage.section;

import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One partition of a log: what a chain of sections belongs to. A single process has partition 0.
public record LogPartition(UUID logId, int partition) implements Comparable<LogPartition> {

  /// The beginning of the keys of all sections.
  public static final String PREFIX = "=log/";

  private static final Pattern TEXT =
      Pattern.compile(
          "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/(0|[1-9][0-9]{0,8})");
  private static final Comparator<LogPartition> ORDER =
      Comparator.comparing((LogPartition log) -> log.logId().toString())
          .thenComparingInt(LogPartition::partition);

  public LogPartition {
    if (partition < 0) {
      throw new IllegalArgumentException("partition: %d (expected: >= 0)".formatted(partition));
    }
  }

  /// The partition of a text as [#toString] writes it; empty for any other text.
  public static Optional<LogPartition> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new LogPartition(UUID.fromString(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /// The beginning of the keys of this partition's sections, and of its floors.
  public String prefix() {
    return PREFIX + this + "/";
  }

  /// The key of the section that begins at `start`.
  public String sectionKey(long start) {
    return prefix() + "%020d".formatted(start);
  }

  @Override
  public int compareTo(LogPartition other) {
    return ORDER.compare(this, other);
  }

  /// `<logId>/<partition>`.
  @Override
  public String toString() {
    return logId + "/" + partition;
  }
}
