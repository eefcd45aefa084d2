package dev.vivace.storage.blocklist;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.protocol.ChainReading;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.section.DamagedSection;
import dev.vivace.storage.section.SectionBlocks;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// What is known of one chain: the sections that are not folded yet, and those that could not be
/// read. Not thread-safe.
final class KnownSections {

  private final Deque<SectionBlocks> sections = new ArrayDeque<>();
  private List<DamagedSection> damaged = List.of();
  private long position;

  /// Where the next section begins, or one that is not known.
  long position() {
    return position;
  }

  /// Where to look again: at what was damaged, for somebody may have restored it, or at the end.
  long lookFrom() {
    return damaged.isEmpty() ? position : damaged.getFirst().start();
  }

  List<DamagedSection> damaged() {
    return damaged;
  }

  /// From where on it is not known what sections name; those that end at `folded` or earlier are of
  /// no interest.
  long unknownFrom(long folded) {
    return damaged.stream()
        .filter(section -> section.end() > folded)
        .mapToLong(DamagedSection::start)
        .min()
        .orElse(Long.MAX_VALUE);
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

  /// Takes what was found from [#lookFrom] on. Returns the tenants that may see other blocks now.
  Set<TenantId> add(ChainReading reading) {
    Set<TenantId> changed = tenants();
    long from = lookFrom();
    if (reading.jumped()) {
      // Those in between are in manifests; so are these.
      sections.clear();
      position = reading.floor();
    } else if (from < position) {
      sections.removeIf(section -> section.start() >= from);
      position = from;
    }
    reading.sections().forEach(this::add);
    damaged = reading.damaged();
    if (!reading.isHeadKnown()) {
      position = damaged.getLast().start();
    }
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
