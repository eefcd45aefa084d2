package dev.vivace.storage.simulation;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.document.Sha256;
import dev.vivace.storage.manifest.LiveBlock;
import dev.vivace.storage.manifest.Manifest;
import dev.vivace.storage.manifest.ManifestCodec;
import dev.vivace.storage.manifest.ManifestState;
import dev.vivace.storage.manifest.StoredManifest;
import dev.vivace.storage.manifest.VisibleBlocks;
import dev.vivace.storage.section.CarriedTenant;
import dev.vivace.storage.section.SectionBlocks;
import dev.vivace.storage.section.SectionCodec;
import dev.vivace.storage.section.SectionCommit;
import dev.vivace.storage.simulation.SimLog.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Sees the store as no process can, at the moment of each effect, and compares it with the log:
/// - I1, I4, I5: what is below the end of the chain and not carried is in exactly one visible
///   block, unless its retention is over; nothing else is.
/// - I2, I6: no span is in two visible blocks.
/// - I3: a section begins where the chain ends, a manifest follows the one before.
/// - I7: no object goes while a manifest names it, or one did so within the grace.
/// - I8, I9: the log is trimmed no further than the chain owes.
final class Checker implements SimStore.Watcher {

  private static final String BLOCKS = "/blocks/";

  private final World world;
  private final TreeMap<Long, SectionCommit> sections = new TreeMap<>();
  private final Map<TenantId, TreeMap<Long, StoredManifest>> manifests = new HashMap<>();
  private final Map<TenantId, Long> newest = new HashMap<>();
  private final List<Named> named = new ArrayList<>();
  private final Map<String, List<Long>> offsets = new HashMap<>();
  private final Map<String, String> digests = new HashMap<>();
  private long sectionFloor;

  /// Blocks that a manifest version named, which is not the newest since then.
  private record Named(Set<String> keys, long supersededNanos) {}

  Checker(World world) {
    this.world = world;
    ModelBlocks.tenants().forEach(tenant -> manifests.put(tenant, new TreeMap<>()));
  }

  @Override
  public void created(String key, byte[] content) {
    if (key.startsWith(World.LOG.prefix() + "=floor/")) {
      sectionFloor = Math.max(sectionFloor, number(key));
      checkAll();
    } else if (key.startsWith(World.LOG.prefix())) {
      sectionCreated(SectionCodec.decode(key, content));
    } else if (key.contains("/=manifest/=floor/")) {
      checkAll();
    } else if (key.contains("/=manifest/")) {
      TenantId tenant = new TenantId(key.substring(0, key.indexOf('/')));
      manifestCreated(ManifestCodec.decode(tenant, number(key), content));
    } else if (key.contains(BLOCKS)) {
      offsets.put(key, ModelBlocks.offsets(content));
      digests.put(key, Sha256.hex(content));
    }
  }

  private static long number(String key) {
    return Long.parseLong(key.substring(key.lastIndexOf('/') + 1));
  }

  private void sectionCreated(SectionCommit section) {
    if (section.start() < sectionFloor) {
      world.sometimes().happened(Rare.ZOMBIE_SECTION_BELOW_FLOOR);
      return;
    }
    require(
        section.start() == end(),
        "section",
        section.key(),
        "begins not at",
        end(),
        "where the chain ends");
    sections.put(section.start(), section);
    checkAll();
  }

  private void manifestCreated(StoredManifest made) {
    TenantId tenant = made.tenant();
    TreeMap<Long, StoredManifest> versions = manifests.get(tenant);
    long last = newest.getOrDefault(tenant, 0L);
    if (made.sequence() <= last) {
      world.sometimes().happened(Rare.ZOMBIE_MANIFEST_BELOW_FLOOR);
      return;
    }
    Manifest manifest = made.manifest().orElseThrow();
    require(made.sequence() == last + 1, "manifest", manifest.key(), "follows", last);
    StoredManifest before = versions.get(last);
    require(
        manifest.previous().equals(before == null ? Manifest.NO_PREVIOUS : before.sha256()),
        "manifest",
        manifest.key(),
        "does not name the version before");
    if (before != null) {
      named.add(new Named(liveKeys(before.state()), world.time().nowNanos()));
    }
    versions.put(made.sequence(), made);
    newest.put(tenant, made.sequence());
    check(tenant);
  }

  private static Set<String> liveKeys(ManifestState state) {
    Set<String> keys = new HashSet<>();
    state.live().forEach(block -> keys.add(block.entry().key()));
    return keys;
  }

  @Override
  public void deleted(String key, SimStore.Stored object) {
    if (key.contains(BLOCKS)) {
      long now = world.time().nowNanos();
      for (Named version : named) {
        require(
            !version.keys.contains(key) || version.supersededNanos + World.GRACE_NANOS <= now,
            "block",
            key,
            "is deleted within the grace");
      }
      named.removeIf(version -> version.supersededNanos + World.GRACE_NANOS <= now);
      offsets.remove(key);
    } else if (key.contains("/=manifest/") && !key.contains("=floor")) {
      long last = newest.getOrDefault(new TenantId(key.substring(0, key.indexOf('/'))), 0L);
      require(number(key) < last, "manifest", key, "is deleted and the newest");
    } else if (key.startsWith(World.LOG.prefix()) && !key.contains("=floor")) {
      require(number(key) < sectionFloor, "section", key, "is deleted above the floor");
    }
    checkAll();
  }

  void trimmed(long offset) {
    SectionCommit last = last();
    long owed = last == null ? 0 : last.replayFrom();
    require(offset <= owed, "the log is trimmed to", offset, "but owed from", owed);
  }

  void checkAll() {
    ModelBlocks.tenants().forEach(this::check);
  }

  private void check(TenantId tenant) {
    Map<Long, String> holders = new HashMap<>();
    for (LiveBlock block : visible(tenant)) {
      String key = block.entry().key();
      List<Long> held = offsets.get(key);
      require(held != null, "block", key, "is visible and not there");
      require(
          digests.get(key).equals(block.entry().digest()),
          "block",
          key,
          "is not what its entry says");
      for (Long offset : held) {
        String other = holders.put(offset, key);
        require(other == null, "span", offset, "is visible in", other, "and", key);
      }
    }
    long end = end();
    SectionCommit last = last();
    List<CarriedTenant> carried = last == null ? List.of() : last.carried();
    for (long offset = 0; offset < world.log().end(); offset++) {
      Span span = world.log().everRead(offset);
      if (span.isMarker() || !ModelBlocks.tenant(span.tenant()).equals(tenant)) {
        require(!holders.containsKey(offset), "span", offset, "of another tenant in", tenant);
        continue;
      }
      boolean isInBlocks = offset < end && !Live.isCarried(carried, span);
      if (holders.containsKey(offset)) {
        require(isInBlocks, "span", offset, "is in a block and owed by the live side, too");
      } else {
        require(!isInBlocks || isExpired(span), "span", offset, "of", tenant, "is lost");
      }
    }
  }

  /// Whether retention, which goes by the store's clock, may have removed a span by now.
  boolean isExpired(Span span) {
    return world.store().clockNanos() - span.appendNanos() > world.climate().retentionNanos();
  }

  /// What a reader that sees everything at once may read.
  private List<LiveBlock> visible(TenantId tenant) {
    List<SectionBlocks> chain =
        sections.tailMap(sectionFloor).values().stream().map(SectionBlocks::of).toList();
    return VisibleBlocks.of(tenant, state(tenant), Map.of(World.LOG, chain));
  }

  private ManifestState state(TenantId tenant) {
    Map.Entry<Long, StoredManifest> last = manifests.get(tenant).lastEntry();
    return last == null ? ManifestState.EMPTY : last.getValue().state();
  }

  /// Whether a block is among those that may be read now.
  boolean isLive(TenantId tenant, String key) {
    return visible(tenant).stream().anyMatch(block -> block.entry().key().equals(key));
  }

  long end() {
    SectionCommit last = last();
    return last == null ? 0 : last.end();
  }

  @Nullable SectionCommit last() {
    return sections.isEmpty() ? null : sections.lastEntry().getValue();
  }

  private static void require(boolean holds, Object... words) {
    if (!holds) {
      throw new SimulationFailure(
          Arrays.stream(words).map(String::valueOf).collect(Collectors.joining(" ")));
    }
  }
}
