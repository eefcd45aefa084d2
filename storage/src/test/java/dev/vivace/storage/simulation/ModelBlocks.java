package dev.vivace.storage.simulation;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.document.Sha256;
import dev.vivace.storage.manifest.SpanSet;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.simulation.SimLog.Span;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// Blocks of the simulation: objects that list the offsets of their spans, which are their
/// identities.
///
/// ```text
/// object = tenant ' ' start ' ' offset (',' offset)*
/// ```
final class ModelBlocks {

  private static final List<TenantId> TENANTS = List.of(new TenantId("t0"), new TenantId("t1"));

  private ModelBlocks() {}

  static List<TenantId> tenants() {
    return TENANTS;
  }

  static TenantId tenant(int number) {
    return TENANTS.get(number);
  }

  /// @param start of the section that the block was made for, or of the first of several
  static byte[] encode(TenantId tenant, long start, Collection<Long> offsets) {
    String list = offsets.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
    return (tenant + " " + start + " " + list).getBytes(StandardCharsets.US_ASCII);
  }

  static List<Long> offsets(byte[] object) {
    return Arrays.stream(parts(object)[2].split(",")).map(Long::valueOf).toList();
  }

  static long start(byte[] object) {
    return Long.parseLong(parts(object)[1]);
  }

  private static String[] parts(byte[] object) {
    return new String(object, StandardCharsets.US_ASCII).split(" ");
  }

  /// When a span says that it started: senders' clocks may be far behind.
  private static long startNanos(Span span) {
    return span.appendNanos() - (span.trace() % 4 == 3 ? 1000 * Times.HOUR : 0);
  }

  /// What a block's footer would say of its spans.
  static SpanSet spanSet(Collection<Long> offsets) {
    return SpanSet.sum(
        offsets.stream()
            .map(offset -> new SpanSet(1, mix(offset), mix(offset + 0x9e37_79b9_7f4aL)))
            .toList());
  }

  /// The finalizer of SplitMix64.
  private static long mix(long value) {
    long a = (value ^ (value >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return b ^ (b >>> 31);
  }

  static BlockEntry entry(TenantId tenant, String key, List<Span> spans, byte[] object) {
    long first = spans.stream().mapToLong(ModelBlocks::startNanos).min().orElseThrow();
    long last = spans.stream().mapToLong(ModelBlocks::startNanos).max().orElseThrow();
    return new BlockEntry(
        tenant,
        key,
        0,
        object.length,
        Sha256.hex(object),
        spans.size(),
        spans.stream().map(Span::trace).distinct().count(),
        first,
        last,
        last,
        first,
        last);
  }
}
