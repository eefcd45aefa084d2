package dev.vivace.storage.manifest;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.section.LogPartition;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/// Manifests made by hand.
final class ManifestFixture {

  static final TenantId ACME = new TenantId("acme");
  static final LogPartition LOG =
      new LogPartition(UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e"), 7);

  private ManifestFixture() {}

  static BlockEntry entry(String name) {
    return new BlockEntry(ACME, "acme/blocks/" + name, 0, 100, "00ff", 10, 2, 1, 2, 3, 4, 5);
  }

  static LiveBlock live(String name, long lastAppendNanos) {
    return new LiveBlock(entry(name), lastAppendNanos);
  }

  static ManifestState state(LiveBlock... live) {
    return ManifestState.EMPTY.withFolded(new TreeMap<>(), List.of(live));
  }

  /// Every field has a value of its own.
  static Manifest full() {
    TreeMap<LogPartition, Long> folded = new TreeMap<>();
    folded.put(LOG, 1650L);
    folded.put(new LogPartition(UUID.fromString("7d444840-9dc0-11d1-b245-5ffdce74fad2"), 0), 9L);
    ManifestState state =
        new ManifestState(
            folded,
            List.of(
                new LiveBlock(
                    new BlockEntry(
                        ACME,
                        "acme/blocks/5b0e3cf6-7a43-5d6c-8a1e-0c8f9c7d1e2f",
                        4096,
                        123_456_789_012L,
                        "a0b1c2d3",
                        631_298,
                        5200,
                        0,
                        Long.MAX_VALUE,
                        -1,
                        1,
                        Long.MIN_VALUE),
                    1_795_000_060_000_000_002L)),
            List.of(new Tombstone("acme/blocks/old", 1, 2, 811, 3_600_000_000_000L)),
            new TreeSet<>(List.of("acme/blocks/to-come")));
    return new Manifest(
        ACME,
        812,
        "c0ffee00".repeat(8),
        state,
        UUID.fromString("4f4c3d6e-5f0a-4d7a-9a0c-0f1e2d3c4b5a"),
        "vivace \"0.1.0\" ü");
  }
}
