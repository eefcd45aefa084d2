package dev.vivace.storage.blocklist;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.protocol.ChainReading;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.section.SectionBlocks;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// What is known of one chain: the sections that are not folded yet. Not thread-safe.
final class KnownSections {

  private final Deque<SectionBlocks> sections = new ArrayDeque<>();
  private long position;

  /// Where the next section begins.
  long position() {
    return position;
  }

  List<SectionBlocks> sections() {
    return List.copyOf(sections);
  }

  int count() {
    return sections.size();
  }

  void add(SectionBlocks section) {
    sections.add(section);
    position = section.end();
  }

  /// Adds what was found behind [#position]. Returns the tenants that may see other blocks now.
  Set<TenantId> add(ChainReading reading) {
    Set<TenantId> changed = new HashSet<>();
    if (reading.jumped()) {
      // Those in between are in manifests; so are these.
      changed.addAll(tenants());
      sections.clear();
      position = reading.floor();
    }
    reading.sections().forEach(this::add);
    changed.addAll(tenants());
    return changed;
  }

  /// Whose blocks the sections name.
  Set<TenantId> tenants() {
    Set<TenantId> tenants = new HashSet<>();
    sections.forEach(
        section -> section.blocks().stream().map(BlockEntry::tenant).forEach(tenants::add));
    return tenants;
  }

  /// Forgets sections from the oldest on.
  void forget(Predicate<SectionBlocks> folded) {
    while (!sections.isEmpty() && folded.test(sections.getFirst())) {
      sections.removeFirst();
    }
  }
}
