package dev.vivace.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The configuration keys of Tempo that Vivace knows but does not use, from `tempo-keys.txt`:
/// groups of paths under a reason. In a path `*` stands for part of a name, `**` at the end for
/// everything below.
final class TempoKeys {

  /// What is known about a path.
  sealed interface Finding {}

  /// Accepted, with this reason why it changes nothing.
  record Effectless(String reason) implements Finding {}

  /// Not accepted, because whoever wrote it relies on it.
  record Refused(String reason) implements Finding {}

  /// Nothing by itself: keys below it are known.
  record Group() implements Finding {}

  /// Known to nobody.
  record Nobody() implements Finding {}

  private record Entry(List<String> parts, Finding finding) {}

  private final List<Entry> entries;

  private TempoKeys(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  static TempoKeys load() {
    try (InputStream in = TempoKeys.class.getResourceAsStream("tempo-keys.txt")) {
      if (in == null) {
        throw new IllegalStateException("tempo-keys.txt is missing from the jar");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read tempo-keys.txt", e);
    }
  }

  static TempoKeys parse(String text) {
    List<Entry> entries = new ArrayList<>();
    Finding finding = new Nobody();
    for (String line : text.lines().toList()) {
      if (line.startsWith("= ")) {
        finding = new Effectless(line.substring(2));
      } else if (line.startsWith("! ")) {
        finding = new Refused(line.substring(2));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        entries.add(new Entry(List.of(line.strip().split("\\.")), finding));
      }
    }
    return new TempoKeys(entries);
  }

  Finding find(String path) {
    List<String> parts = List.of(path.split("\\."));
    Finding group = new Nobody();
    for (Entry entry : entries) {
      Match match = match(entry.parts(), parts);
      if (match == Match.WHOLE) {
        return entry.finding();
      }
      if (match == Match.BEGINNING) {
        group = new Group();
      }
    }
    return group;
  }

  /// The names that may follow a parent path, which is empty or ends with a dot.
  Set<String> children(String parent) {
    List<String> parts = parent.isEmpty() ? List.of() : List.of(parent.split("\\."));
    Set<String> children = new TreeSet<>();
    for (Entry entry : entries) {
      if (entry.parts().size() > parts.size()
          && namesMatch(entry.parts(), parts, parts.size())
          && !entry.parts().get(parts.size()).contains("*")) {
        children.add(entry.parts().get(parts.size()));
      }
    }
    return children;
  }

  private enum Match {
    WHOLE,
    BEGINNING,
    NONE
  }

  private static Match match(List<String> pattern, List<String> path) {
    boolean open = pattern.getLast().equals("**");
    int named = open ? pattern.size() - 1 : pattern.size();
    if (!namesMatch(pattern, path, Math.min(named, path.size()))) {
      return Match.NONE;
    }
    if (path.size() < named) {
      return Match.BEGINNING;
    }
    return open || path.size() == named ? Match.WHOLE : Match.NONE;
  }

  private static boolean namesMatch(List<String> pattern, List<String> path, int count) {
    for (int i = 0; i < count; i++) {
      if (!nameMatches(pattern.get(i), path.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean nameMatches(String pattern, String name) {
    int star = pattern.indexOf('*');
    return star < 0
        ? pattern.equals(name)
        : name.length() >= pattern.length() - 1
            && name.startsWith(pattern.substring(0, star))
            && name.endsWith(pattern.substring(star + 1));
  }
}
