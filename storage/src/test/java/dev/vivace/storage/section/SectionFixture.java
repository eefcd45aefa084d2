package dev.vivace.storage.section;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Sections made by hand.
public final class SectionFixture {

  public static final UUID LOG = UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e");
  public static final TenantId ACME = new TenantId("acme");

  private SectionFixture() {}

  public static SectionCommit section(long start, long end, String writer) {
    return new SectionCommit(
        LOG,
        0,
        start,
        end,
        start * 1000,
        end * 1000,
        end,
        List.of(),
        List.of(block(start)),
        0,
        CutRule.of(1, Map.of("sectionNanos", 60_000_000_000L)),
        UUID.randomUUID(),
        writer);
  }

  /// A section that has kept and dropped traces.
  static SectionCommit sampled() {
    SectionCommit kept = full();
    return new SectionCommit(
        kept.logId(),
        kept.partition(),
        kept.start(),
        kept.end(),
        kept.firstAppendNanos(),
        kept.lastAppendNanos(),
        kept.replayFrom(),
        kept.carried(),
        kept.blocks(),
        kept.droppedRecords(),
        List.of(
            new SampledTenant(
                ACME,
                List.of(
                    new SampledTenant.Outcome("errors", true, 2, 20),
                    new SampledTenant.Outcome("=none", false, 3, 3)),
                1,
                7,
                TraceHashes.of(1, -1),
                TraceHashes.NONE,
                List.of(new SampledTenant.Bucket("cap", 5, 6)))),
        kept.nextCut(),
        kept.nonce(),
        kept.writer());
  }

  public static BlockEntry block(long start) {
    return new BlockEntry(
        ACME, "acme/blocks/" + start, 0, 1000 + start, "00ff", 10, 2, 1, 2, 3, 4, 5);
  }

  /// Every field has a value of its own.
  public static SectionCommit full() {
    return new SectionCommit(
        LOG,
        7,
        812,
        1650,
        1_795_000_000_000_000_001L,
        1_795_000_060_000_000_002L,
        640,
        List.of(
            new CarriedTenant(new TenantId("tiny"), true, 640, List.of()),
            new CarriedTenant(
                ACME,
                false,
                1600,
                List.of(
                    new CarriedTenant.CarriedTrace(new TraceId(-1, 2), 1600),
                    new CarriedTenant.CarriedTrace(new TraceId(0, 3), 1601)))),
        List.of(
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
                Long.MIN_VALUE)),
        3,
        CutRule.of(1, Map.of("sectionNanos", 60_000_000_000L, "maxLogBytes", 268_435_456L)),
        UUID.fromString("7d444840-9dc0-11d1-b245-5ffdce74fad2"),
        "vivace \"0.1.0\" ü");
  }
}
