package dev.vivace.storage.protocol;

import dev.vivace.storage.section.LogPartition;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The chains of sections in a store.
public final class Chains {

  private Chains() {}

  /// The partitions that have sections or floors, found by one listing: few objects each, for what
  /// is folded is collected.
  ///
  /// @param unnamed keys below `=log/` that belong to no partition of a log
  public record FoundChains(List<LogPartition> logs, List<String> unnamed) {

    public FoundChains {
      logs = List.copyOf(logs);
      unnamed = List.copyOf(unnamed);
    }
  }

  public static StoreProtocol<FoundChains> all() {
    return Calls.list(LogPartition.PREFIX).map(Chains::found);
  }

  private static FoundChains found(Calls.Listing listing) {
    Set<LogPartition> logs = new LinkedHashSet<>();
    Set<String> unnamed = new LinkedHashSet<>();
    listing
        .objects()
        .forEach(
            object ->
                log(object.key()).ifPresentOrElse(logs::add, () -> unnamed.add(object.key())));
    return new FoundChains(List.copyOf(logs), List.copyOf(unnamed));
  }

  private static Optional<LogPartition> log(String key) {
    String text = key.substring(LogPartition.PREFIX.length());
    int first = text.indexOf('/');
    int second = first < 0 ? -1 : text.indexOf('/', first + 1);
    return second < 0 ? Optional.empty() : LogPartition.parse(text.substring(0, second));
  }
}
