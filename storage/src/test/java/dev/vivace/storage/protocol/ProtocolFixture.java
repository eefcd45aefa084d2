package dev.vivace.storage.protocol;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.manifest.LiveBlock;
import dev.vivace.storage.manifest.StoredManifest;
import dev.vivace.storage.manifest.VisibleBlocks;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.section.CutRule;
import dev.vivace.storage.section.LogPartition;
import dev.vivace.storage.section.SectionCommit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A store with one chain and the steps of its processes.
final class ProtocolFixture {

  static final LogPartition LOG =
      new LogPartition(UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e"), 0);
  static final TenantId ACME = new TenantId("acme");
  static final TenantId OTHER = new TenantId("other");

  final VirtualStore store = new VirtualStore();

  /// A section with a block for each tenant.
  static SectionCommit section(long start, long end, TenantId... tenants) {
    return new SectionCommit(
        LOG.logId(),
        LOG.partition(),
        start,
        end,
        start * VirtualStore.SECOND,
        end * VirtualStore.SECOND,
        end,
        List.of(),
        Arrays.stream(tenants).map(tenant -> block(tenant, start)).toList(),
        0,
        CutRule.of(1, Map.of()),
        UUID.randomUUID(),
        "test");
  }

  static BlockEntry block(TenantId tenant, long start) {
    return new BlockEntry(
        tenant, key(tenant, start), 0, 100, "00ff", 10, 2, start, start, start, start, start);
  }

  static String key(TenantId tenant, long start) {
    return "%s/blocks/%05d".formatted(tenant, start);
  }

  static AppendManifest.Writer writer() {
    return new AppendManifest.Writer(UUID.randomUUID(), "test");
  }

  /// Stores the section's blocks and commits it.
  AppendSection.Outcome append(long start, long end, TenantId... tenants) {
    for (TenantId tenant : tenants) {
      store.put(key(tenant, start), new byte[100]);
    }
    return store.run(AppendSection.of(section(start, end, tenants)));
  }

  /// Sections of ten offsets each, from 0 on.
  ProtocolFixture appendMany(int count, TenantId... tenants) {
    for (int i = 0; i < count; i++) {
      append(i * 10L, i * 10L + 10, tenants);
    }
    return this;
  }

  ChainReading chain() {
    return store.run(new FollowChain(LOG, 0));
  }

  List<StoredManifest> fold() {
    return store.run(Folding.of(chain(), writer()));
  }

  long collectSections() {
    return store.run(Collection.ofSections(LOG));
  }

  StoredManifest manifest(TenantId tenant) {
    return store.run(FollowManifest.from(StoredManifest.none(tenant)));
  }

  /// What a reader who looks now sees of a tenant.
  List<String> visible(TenantId tenant) {
    ChainReading chain = chain();
    return VisibleBlocks.of(tenant, manifest(tenant).state(), Map.of(LOG, chain.sections()))
        .stream()
        .map(LiveBlock::entry)
        .map(BlockEntry::key)
        .toList();
  }
}
