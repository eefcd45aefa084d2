package dev.vivace.ingester.sampling;

import dev.vivace.storage.head.LiveHead;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Asks the policies of a tenant about the traces of a head, in their order.
///
/// ```text
///   one drops, or is inverted and does not sample   dropped
///   else one samples                                kept
///   else an inverted one does, and none does not    kept
///   else                                            dropped
/// ```
final class Decider {

  private final boolean onFirstMatch;
  private final List<Named> evaluators = new ArrayList<>();

  private record Named(String name, Evaluator evaluator) {}

  /// @param policy the one that decided, or [TenantSampling#NO_POLICY]
  record Decision(boolean isKept, String policy) {}

  Decider(SamplingSettings settings, LiveHead head, RateBuckets buckets) {
    this.onFirstMatch = settings.onFirstMatch();
    Evaluators factory = new Evaluators(new HeadTraces(head), buckets);
    for (Policy policy : settings.policies()) {
      evaluators.add(new Named(policy.name(), factory.of(policy, policy.name())));
    }
    buckets.retain(capped(settings.policies(), ""));
  }

  private static Set<String> capped(List<Policy> policies, String parent) {
    Set<String> paths = new HashSet<>();
    for (Policy policy : policies) {
      String path = parent + policy.name();
      switch (policy) {
        case Policy.RateLimiting _ -> paths.add(path);
        case Policy.And(_, var inner) -> paths.addAll(capped(inner, path + "/"));
        case Policy.Drop(_, var inner) -> paths.addAll(capped(inner, path + "/"));
        case Policy.Not(_, var inner) -> paths.addAll(capped(List.of(inner), path + "/"));
        default -> {}
      }
    }
    return paths;
  }

  /// @param trace its ordinal in the head
  Decision decide(int trace) {
    String sampledBy = null;
    String invertSampledBy = null;
    String refusedBy = null;
    boolean isRefused = false;
    for (Named named : evaluators) {
      switch (named.evaluator().of(trace)) {
        case DROPPED -> {
          return new Decision(false, named.name());
        }
        case INVERT_NOT_SAMPLED -> refusedBy = first(refusedBy, named);
        case SAMPLED -> sampledBy = first(sampledBy, named);
        case INVERT_SAMPLED -> invertSampledBy = first(invertSampledBy, named);
        case NOT_SAMPLED -> isRefused = true;
      }
      if (onFirstMatch && sampledBy != null) {
        break;
      }
    }
    if (refusedBy != null) {
      return new Decision(false, refusedBy);
    }
    if (sampledBy != null) {
      return new Decision(true, sampledBy);
    }
    return invertSampledBy != null && !isRefused
        ? new Decision(true, invertSampledBy)
        : new Decision(false, TenantSampling.NO_POLICY);
  }

  private static String first(@Nullable String known, Named named) {
    return known == null ? named.name() : known;
  }
}
