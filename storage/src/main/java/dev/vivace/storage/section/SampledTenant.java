package dev.vivace.storage.section;

import dev.vivace.model.id.TenantId;
import java.util.List;

/// What a section decided about the traces of a tenant of which not all are kept, and what whoever
/// goes on from it has to know of earlier decisions.
///
/// @param outcomes what this section decided: each of its traces that is neither carried nor of a
///   tenant that keeps everything is counted once
/// @param early traces among them that would have waited longer had there been room
/// @param lastDecisionNanos append time at the last cut that decided something, nanoseconds since
///   1970
/// @param kept the traces that were kept last, oldest decision first
/// @param dropped the traces that were dropped last, likewise
/// @param buckets the fill of the policies that cap rates
public record SampledTenant(
    TenantId tenant,
    List<Outcome> outcomes,
    long early,
    long lastDecisionNanos,
    TraceHashes kept,
    TraceHashes dropped,
    List<Bucket> buckets) {

  public SampledTenant {
    outcomes = List.copyOf(outcomes);
    buckets = List.copyOf(buckets);
  }

  /// How many traces a policy has kept or dropped.
  ///
  /// @param policy its name, or a reason that begins with `=`
  /// @param isKept whether they are in blocks; else they are in none
  public record Outcome(String policy, boolean isKept, long traces, long spans) {

    public Outcome {
      if (policy.isEmpty() || traces < 0 || spans < traces) {
        throw new IllegalArgumentException(
            "outcome of policy '%s': %d traces, %d spans (expected: a name, 0 <= traces <= spans)"
                .formatted(policy, traces, spans));
      }
    }
  }

  /// What a policy that caps a rate still lets pass.
  ///
  /// @param nanoSpans billionths of a span
  /// @param atNanos append time up to which it is filled, nanoseconds since 1970
  public record Bucket(String policy, long nanoSpans, long atNanos) {

    public Bucket {
      if (policy.isEmpty() || nanoSpans < 0) {
        throw new IllegalArgumentException(
            "bucket of policy '%s': %d (expected: a name, >= 0)".formatted(policy, nanoSpans));
      }
    }
  }
}
