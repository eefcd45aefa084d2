package dev.vivace.storage.protocol;

import dev.vivace.storage.object.ListedObject;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The floor of a numbered sequence of objects: numbers below it are, or will be, collected.
///
/// ```text
///   <prefix>00000000000000004711     the sequence: created if absent
///   <prefix>=floor/00000000000000004000      the highest one counts
/// ```
///
/// A number that was collected can be created again by a writer that slept meanwhile. So a floor is
/// raised before anything below it is deleted, and whoever creates a number looks at the floor
/// *afterwards*: below it the create counts as failed. Whoever reads does the same: what it read is
/// genuine if the floor is not above it by then.
final class Floors {

  private static final String FOLDER = "=floor/";
  private static final Pattern NUMBER = Pattern.compile("[0-9]{20}");
  private static final String LARGEST = "%020d".formatted(Long.MAX_VALUE);

  private Floors() {}

  static String key(String prefix, long floor) {
    return prefix + FOLDER + "%020d".formatted(floor);
  }

  /// The floor of the sequence: 0 if it was never raised.
  static StoreProtocol<Long> highest(String prefix) {
    return numbers(prefix + FOLDER).map(floors -> floors.isEmpty() ? 0 : floors.getLast());
  }

  /// The floor of the sequence, and the numbers that are not below it.
  static StoreProtocol<Numbers> look(String prefix) {
    return Calls.list(prefix)
        .map(
            listing -> {
              List<String> keys = listing.objects().stream().map(ListedObject::key).toList();
              List<Long> floors = numbers(prefix + FOLDER, keys);
              long floor = floors.isEmpty() ? 0 : floors.getLast();
              return new Numbers(
                  floor, numbers(prefix, keys).stream().filter(number -> number >= floor).toList());
            });
  }

  /// What is there of a sequence.
  ///
  /// @param above the numbers that are not below the floor, ascending
  record Numbers(long floor, List<Long> above) {

    /// The first number behind another.
    Optional<Long> firstBehind(long number) {
      return above.stream().filter(one -> one > number).findFirst();
    }
  }

  /// Raises the floor, then removes lower ones.
  static StoreProtocol<Long> raise(String prefix, long floor) {
    return raised(prefix, floor)
        .then(_ -> numbers(prefix + FOLDER))
        .then(
            floors ->
                StoreProtocol.each(
                    floors.stream().filter(lower -> lower < floors.getLast()).toList(),
                    lower -> Calls.delete(key(prefix, lower))))
        .map(_ -> floor);
  }

  private static StoreProtocol<Boolean> raised(String prefix, long floor) {
    byte[] content = "{\"floor\":%d}\n".formatted(floor).getBytes(StandardCharsets.US_ASCII);
    return untilThere(key(prefix, floor), content);
  }

  /// Creates an object of which it does not matter who made it.
  static StoreProtocol<Boolean> untilThere(String key, byte[] content) {
    return Calls.create(key, content)
        .then(
            creation ->
                creation == Creation.UNKNOWN ? untilThere(key, content) : StoreProtocol.done(true));
  }

  /// The numbers of the objects right below a prefix, ascending.
  static StoreProtocol<List<Long>> numbers(String prefix) {
    return Calls.list(prefix)
        .map(
            listing -> numbers(prefix, listing.objects().stream().map(ListedObject::key).toList()));
  }

  private static List<Long> numbers(String prefix, List<String> keys) {
    return keys.stream()
        .filter(key -> isNumber(prefix, key))
        .map(key -> number(prefix, key))
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  static boolean isNumber(String prefix, String key) {
    if (!key.startsWith(prefix)) {
      return false;
    }
    String text = key.substring(prefix.length());
    return NUMBER.matcher(text).matches() && text.compareTo(LARGEST) <= 0;
  }

  static long number(String prefix, String key) {
    return Long.parseLong(key.substring(prefix.length()));
  }
}
