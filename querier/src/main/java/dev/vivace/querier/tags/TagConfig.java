package dev.vivace.querier.tags;

import dev.vivace.model.id.TenantId;
import java.time.Duration;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/// What looks for names and values may answer, and what holds where they say nothing.
///
/// @param maxBytes a tenant's limit of names or values in an answer; 0 leaves it to
///   [#MAX_ANSWER_BYTES]
/// @param maxBlocks a tenant's limit of blocks that are asked for values, the newest; 0 is none
/// @param defaultRange how far back a look without a range goes
/// @param endCutoff later ends are pulled back to now less this
public record TagConfig(
    ToLongFunction<TenantId> maxBytes,
    ToIntFunction<TenantId> maxBlocks,
    Duration defaultRange,
    Duration endCutoff) {

  public static final long DEFAULT_MAX_BYTES = 1_000_000;

  /// No tenant's limit goes beyond this.
  public static final long MAX_ANSWER_BYTES = 64L << 20;

  public static TagConfig defaults() {
    return new TagConfig(_ -> DEFAULT_MAX_BYTES, _ -> 0, Duration.ofHours(1), Duration.ZERO);
  }

  /// The most generous limit of those asked for.
  long maxBytes(Iterable<TenantId> tenants) {
    long max = 0;
    for (TenantId tenant : tenants) {
      long limit = maxBytes.applyAsLong(tenant);
      max = Math.max(max, limit == 0 ? MAX_ANSWER_BYTES : limit);
    }
    return Math.min(max, MAX_ANSWER_BYTES);
  }

  /// The most generous limit of those asked for.
  int maxBlocks(Iterable<TenantId> tenants) {
    int max = 0;
    for (TenantId tenant : tenants) {
      int limit = maxBlocks.applyAsInt(tenant);
      if (limit == 0) {
        return 0;
      }
      max = Math.max(max, limit);
    }
    return max;
  }
}
