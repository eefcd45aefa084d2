package dev.vivace.storage.blocklist;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.manifest.LiveBlock;
import dev.vivace.storage.manifest.Manifest;
import dev.vivace.storage.manifest.StoredManifest;
import dev.vivace.storage.manifest.Tombstone;
import dev.vivace.storage.manifest.VisibleBlocks;
import dev.vivace.storage.protocol.ChainReading;
import dev.vivace.storage.protocol.Chains;
import dev.vivace.storage.protocol.FollowChain;
import dev.vivace.storage.protocol.FollowManifest;
import dev.vivace.storage.protocol.Tenants;
import dev.vivace.storage.runner.StoreRunner;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.section.DamagedSection;
import dev.vivace.storage.section.LogPartition;
import dev.vivace.storage.section.SectionBlocks;
import dev.vivace.storage.source.SourceCatalog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The blocks of all tenants as this process knows them: those of its own log by its writer, all
/// others, and all changes of manifests, by looking at the store. What it knows it shows in the
/// catalog that queries read. Thread-safe; looking at the store does not block the writer.
public final class BlockList {

  private static final Logger LOG = LoggerFactory.getLogger(BlockList.class);
  private static final int MAX_NAMED = 1_000;

  private final StoreRunner runner;
  private final SourceCatalog catalog;
  private final LogPartition own;
  private final Object looking = new Object();

  // Guarded by this.
  private final Map<LogPartition, KnownSections> chains = new LinkedHashMap<>();
  private final Map<TenantId, StoredManifest> manifests = new HashMap<>();
  private final Map<TenantId, List<Long>> damagedManifests = new HashMap<>();
  private final Map<TenantId, List<LiveBlock>> shown = new HashMap<>();

  // Guarded by looking.
  private final Set<String> warnedOf = new HashSet<>();
  private boolean looked;

  /// Makes a list that shows nothing yet: [#refresh] does, for the first time and again.
  ///
  /// @param own the chain that this process writes, from its beginning: whatever comes later comes
  ///   through [#sectionWritten]
  public BlockList(StoreRunner runner, SourceCatalog catalog, ChainReading own) {
    this.runner = runner;
    this.catalog = catalog;
    this.own = own.log();
    known(own.log()).add(own);
    own.damaged().forEach(section -> warnOf(own.log(), section));
  }

  /// Sections that are not folded yet.
  ///
  /// @param oldestNanos append time of the newest record of the oldest one
  public record Unfolded(LogPartition log, int count, long oldestNanos) {}

  /// Looks at the store and shows what has changed. What is damaged is passed over: of the tenants
  /// whose blocks it may name the catalog says that some may be missing. Throws
  /// `StoreUnavailableException` and shows what it showed before.
  public void refresh() {
    synchronized (looking) {
      List<ChainReading> readings = otherChains();
      List<FollowManifest.Newest> found = new ArrayList<>();
      for (TenantId tenant : runner.run(Tenants.all())) {
        FollowManifest.Newest manifest = runner.run(FollowManifest.readable(manifest(tenant)));
        manifest.damaged().forEach(sequence -> warnOf(tenant, sequence));
        found.add(manifest);
      }
      adopt(readings, found);
    }
  }

  private List<ChainReading> otherChains() {
    Chains.FoundChains found = runner.run(Chains.all());
    found.unnamed().forEach(this::warnOf);
    List<ChainReading> readings = new ArrayList<>();
    for (LogPartition log : found.logs()) {
      if (!log.equals(own)) {
        ChainReading reading = runner.run(new FollowChain(log, lookFrom(log)));
        reading.damaged().forEach(section -> warnOf(log, section));
        readings.add(reading);
      }
    }
    if (!readings.isEmpty() && !looked) {
      LOG.warn(
          "the store holds blocks of {} other logs than {}: they are served; what these logs held beyond their blocks"
              + " is not here",
          readings.size(),
          own);
    }
    looked = true;
    // The log that wrote last at the end: its blocks are the newest.
    readings.sort(Comparator.comparingLong(BlockList::lastAppendNanos));
    return readings;
  }

  private static long lastAppendNanos(ChainReading reading) {
    return reading.last().map(section -> section.lastAppendNanos()).orElse(0L);
  }

  private void warnOf(String key) {
    int end = key.indexOf('/', LogPartition.PREFIX.length());
    String name = end < 0 ? key : key.substring(0, end);
    if (warnedOf.size() < MAX_NAMED && warnedOf.add(name)) {
      LOG.warn(
          "the store holds '{}', which names no log (expected: a UUID): passed over; move it out of"
              + " the store, or give it back its name if it was renamed",
          name);
    }
  }

  private void warnOf(LogPartition log, DamagedSection section) {
    String key = log.sectionKey(section.start());
    if (warnedOf.size() < MAX_NAMED && warnedOf.add(key)) {
      LOG.error(
          "section {} is damaged: which blocks it names is not known. Answers that may need them are marked partial,"
              + " and nothing that it may name is deleted; restore the object from a copy ({})",
          key,
          section.problem());
    }
  }

  private void warnOf(TenantId tenant, long sequence) {
    String key = Manifest.key(tenant, sequence);
    if (warnedOf.size() < MAX_NAMED && warnedOf.add(key)) {
      LOG.error(
          "manifest {} is damaged: answers to tenant {} follow an older version and are marked partial, and no"
              + " further version is made; restore the object from a copy",
          key,
          tenant);
    }
  }

  private synchronized long lookFrom(LogPartition log) {
    return known(log).lookFrom();
  }

  private synchronized KnownSections known(LogPartition log) {
    KnownSections known = chains.get(log);
    if (known == null) {
      known = new KnownSections();
      chains.put(log, known);
      moveOwnToEnd();
    }
    return known;
  }

  private void moveOwnToEnd() {
    KnownSections written = chains.remove(own);
    if (written != null) {
      chains.put(own, written);
    }
  }

  /// Shows a manifest that this process has made.
  public void adopt(StoredManifest manifest) {
    adopt(List.of(), List.of(new FollowManifest.Newest(manifest, List.of())));
  }

  private synchronized void adopt(List<ChainReading> readings, List<FollowManifest.Newest> found) {
    Set<TenantId> changed = new TreeSet<>();
    readings.forEach(reading -> changed.addAll(known(reading.log()).add(reading)));
    if (shown.isEmpty()) {
      changed.addAll(known(own).tenants());
    }
    for (FollowManifest.Newest readable : found) {
      StoredManifest manifest = readable.manifest();
      if (manifest.sequence() > manifest(manifest.tenant()).sequence() && !isAhead(manifest)) {
        manifests.put(manifest.tenant(), manifest);
        changed.add(manifest.tenant());
      }
      if (readable.damaged().isEmpty()) {
        damagedManifests.remove(manifest.tenant());
      } else {
        damagedManifests.put(manifest.tenant(), readable.damaged());
      }
    }
    changed.forEach(this::show);
    chains.forEach((log, known) -> known.forget(section -> isFolded(log, section)));
    catalog.setUnlisted(unlisted());
  }

  /// A damaged section may name blocks of any tenant for which it is not folded.
  private SourceCatalog.Unlisted unlisted() {
    Map<TenantId, Integer> ofTenants = new HashMap<>();
    Set<TenantId> tenants = new HashSet<>(manifests.keySet());
    tenants.addAll(damagedManifests.keySet());
    for (TenantId tenant : tenants) {
      int unread = damagedManifests.getOrDefault(tenant, List.of()).size();
      for (Map.Entry<LogPartition, KnownSections> chain : chains.entrySet()) {
        long folded = manifest(tenant).state().foldedTo(chain.getKey());
        unread +=
            (int)
                chain.getValue().damaged().stream()
                    .filter(section -> section.end() > folded)
                    .count();
      }
      ofTenants.put(tenant, unread);
    }
    return new SourceCatalog.Unlisted(damagedSections(), ofTenants);
  }

  /// How many sections could not be read.
  public synchronized int damagedSections() {
    return chains.values().stream().mapToInt(known -> known.damaged().size()).sum();
  }

  /// How many versions of manifests could not be read, of those that would be the newest.
  public synchronized int damagedManifests() {
    return damagedManifests.values().stream().mapToInt(List::size).sum();
  }

  /// Whether it has blocks of sections whose heads are still shown: it is taken a little later.
  private boolean isAhead(StoredManifest manifest) {
    return manifest.state().foldedTo(own) > known(own).position();
  }

  private boolean isFolded(LogPartition log, SectionBlocks section) {
    return section.blocks().stream()
        .allMatch(block -> manifest(block.tenant()).state().foldedTo(log) >= section.end());
  }

  private void show(TenantId tenant) {
    Map<LogPartition, List<SectionBlocks>> sections = new LinkedHashMap<>();
    chains.forEach((log, known) -> sections.put(log, known.sections()));
    List<LiveBlock> now = VisibleBlocks.of(tenant, manifest(tenant).state(), sections);
    List<LiveBlock> before = shown.getOrDefault(tenant, List.of());
    Set<LiveBlock> kept = new HashSet<>(now);
    Set<LiveBlock> had = new HashSet<>(before);
    catalog.changeBlocks(
        tenant,
        before.stream().filter(block -> !kept.contains(block)).map(LiveBlock::entry).toList(),
        now.stream().filter(block -> !had.contains(block)).map(LiveBlock::entry).toList());
    shown.put(tenant, new ArrayList<>(now));
  }

  /// Takes a section that this process has committed.
  ///
  /// @param swap shows its blocks in the catalog in place of the heads that they were made of
  public synchronized void sectionWritten(SectionBlocks section, Runnable swap) {
    known(own).add(section);
    for (BlockEntry entry : section.blocks()) {
      shown
          .computeIfAbsent(entry.tenant(), _ -> new ArrayList<>())
          .add(new LiveBlock(entry, section.lastAppendNanos()));
    }
    swap.run();
  }

  /// The tenants with manifests of which the newest version is known: for them house is kept.
  public synchronized List<TenantId> tenants() {
    return manifests.keySet().stream()
        .filter(tenant -> !damagedManifests.containsKey(tenant))
        .sorted()
        .toList();
  }

  /// The newest manifest that is known.
  public synchronized StoredManifest manifest(TenantId tenant) {
    return manifests.getOrDefault(tenant, StoredManifest.none(tenant));
  }

  /// The chains with sections that are not folded and can be.
  public synchronized List<Unfolded> unfolded() {
    List<Unfolded> unfolded = new ArrayList<>();
    chains.forEach(
        (log, known) -> {
          List<SectionBlocks> foldable =
              known.sections().stream().filter(section -> isFoldable(log, section)).toList();
          if (!foldable.isEmpty()) {
            unfolded.add(new Unfolded(log, foldable.size(), foldable.getFirst().lastAppendNanos()));
          }
        });
    return unfolded;
  }

  /// Not if all that is to be folded of it is behind something damaged.
  private boolean isFoldable(LogPartition log, SectionBlocks section) {
    if (damagedManifests.isEmpty() && known(log).damaged().isEmpty()) {
      return true;
    }
    return section.blocks().stream()
        .map(BlockEntry::tenant)
        .filter(tenant -> !damagedManifests.containsKey(tenant))
        .mapToLong(tenant -> manifest(tenant).state().foldedTo(log))
        .anyMatch(
            folded -> folded < section.end() && section.start() < known(log).unknownFrom(folded));
  }

  /// The blocks that were written since a time, nanoseconds since 1970.
  public synchronized List<LiveBlock> blocksSince(long nanos) {
    return shown.values().stream()
        .flatMap(List::stream)
        .filter(block -> block.lastAppendNanos() >= nanos)
        .sorted(Comparator.comparingLong(LiveBlock::lastAppendNanos))
        .toList();
  }

  /// How many bytes all blocks have together that are shown.
  public synchronized long shownBytes() {
    return shown.values().stream()
        .flatMap(List::stream)
        .mapToLong(block -> block.entry().length())
        .sum();
  }

  /// How many bytes the removed blocks have together whose objects are still there.
  public synchronized long removedBytes() {
    return manifests.values().stream()
        .flatMap(manifest -> manifest.state().tombstones().stream())
        .mapToLong(Tombstone::length)
        .sum();
  }
}
