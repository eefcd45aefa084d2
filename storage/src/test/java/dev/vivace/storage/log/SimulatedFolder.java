package dev.vivace.storage.log;

import dev.vivace.storage.property.Choices;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A folder on a disk that loses its power: its entries as they are seen and as they were flushed.
/// Of the changes in between any may have reached the disk.
final class SimulatedFolder {

  private final TreeMap<String, Object> entries = new TreeMap<>(); // SimulatedFile or ...Folder
  private final TreeMap<String, Object> flushed = new TreeMap<>();
  private final List<Change> unflushed = new ArrayList<>();

  /// One entry goes, one comes, or both at once.
  private record Change(@Nullable String removed, @Nullable String added, Object node) {

    void applyTo(TreeMap<String, Object> entries) {
      if (removed != null) {
        entries.remove(removed, node);
      }
      if (added != null) {
        entries.put(added, node);
      }
    }
  }

  @Nullable Object get(String name) {
    return entries.get(name);
  }

  List<String> names() {
    return List.copyOf(entries.keySet());
  }

  List<SimulatedFile> files() {
    List<SimulatedFile> files = new ArrayList<>();
    for (Object node : entries.values()) {
      switch (node) {
        case SimulatedFile file -> files.add(file);
        case SimulatedFolder folder -> files.addAll(folder.files());
        default -> throw new IllegalStateException("no file and no folder: " + node);
      }
    }
    return files;
  }

  void add(String name, Object node) {
    change(new Change(null, name, node));
  }

  void remove(String name) {
    Object node = entries.get(name);
    if (node != null) {
      change(new Change(name, null, node));
    }
  }

  void rename(String source, String target) {
    Object node = entries.get(source);
    if (node == null) {
      throw new IllegalStateException("rename of %s: no such file".formatted(source));
    }
    change(new Change(source, target, node));
  }

  private void change(Change change) {
    change.applyTo(entries);
    unflushed.add(change);
  }

  void force() {
    unflushed.forEach(change -> change.applyTo(flushed));
    unflushed.clear();
  }

  /// Some changes are on the disk: none, all, the first, or any.
  void losePower(Choices choices) {
    int mode = choices.below(4);
    int prefix = choices.below(unflushed.size() + 1);
    for (int i = 0; i < unflushed.size(); i++) {
      boolean isKept =
          switch (mode) {
            case 0 -> false;
            case 1 -> true;
            case 2 -> i < prefix;
            default -> choices.coin();
          };
      if (isKept) {
        unflushed.get(i).applyTo(flushed);
      }
    }
    unflushed.clear();
    entries.clear();
    entries.putAll(flushed);
    for (Object node : entries.values()) {
      switch (node) {
        case SimulatedFile file -> file.losePower(choices);
        case SimulatedFolder folder -> folder.losePower(choices);
        default -> throw new IllegalStateException("no file and no folder: " + node);
      }
    }
  }
}
