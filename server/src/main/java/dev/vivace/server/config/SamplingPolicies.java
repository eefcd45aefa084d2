package dev.vivace.server.config;

import dev.vivace.ingester.sampling.Policy;
import dev.vivace.traceql.pattern.InvalidPatternException;
import dev.vivace.traceql.pattern.ValuePattern;
import dev.vivace.traceql.value.Status;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads sampling policies as they are written for the Collector: `name`, `type`, and what belongs
/// to the type below a key of its name. All that is wrong is reported together.
final class SamplingPolicies {

  /// The most policies of a tenant, those within others included.
  static final int MAX_POLICIES = 64;

  private static final int MAX_NAME = 100;
  private static final String TYPES =
      "always_sample, and, boolean_attribute, drop, latency, not, numeric_attribute, probabilistic,"
          + " rate_limiting, span_count, status_code, string_attribute, trace_flags, trace_state";
  private static final Set<String> COMPOUND = Set.of("and", "not", "drop");
  private static final Set<String> OF_COLLECTORS =
      Set.of("bytes_limiting", "composite", "ottl_condition");
  private static final String DEFAULT_SALT = "default-hash-seed";

  private final List<String> problems = new ArrayList<>();
  private int count;

  private SamplingPolicies() {}

  /// The policies, or an [InvalidSettingException].
  static List<Policy> read(List<Tree> written) {
    SamplingPolicies reader = new SamplingPolicies();
    List<Policy> policies =
        reader.list(written.stream().map(Tree::value).toList(), "policies", false);
    if (reader.count > MAX_POLICIES) {
      reader.problems.add(
          "%d policies (expected: at most %d)".formatted(reader.count, MAX_POLICIES));
    }
    if (!reader.problems.isEmpty()) {
      throw new InvalidSettingException("policies", String.join("; ", reader.problems));
    }
    return policies;
  }

  private List<Policy> list(List<?> written, String where, boolean isInner) {
    List<Policy> policies = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < written.size(); i++) {
      PolicyFields fields = PolicyFields.of(written.get(i), "%s[%d]".formatted(where, i), problems);
      policy(fields, isInner).ifPresent(policies::add);
      String name = fields.text("name", "");
      if (!name.isEmpty() && !names.add(name)) {
        fields.problem("name: '%s' is there twice".formatted(name));
      }
    }
    return policies;
  }

  /// Empty if the type is not known.
  private Optional<Policy> policy(PolicyFields fields, boolean isInner) {
    count++;
    String name = fields.required("name");
    if (name.startsWith("=") || name.contains("/") || name.length() > MAX_NAME) {
      fields.problem(
          "name: '%s' (expected: up to %d characters, without '/', not beginning with '=')"
              .formatted(name, MAX_NAME));
    }
    String type = fields.required("type");
    if (isInner && COMPOUND.contains(type)) {
      fields.problem("type: '%s' cannot stand within another policy".formatted(type));
      return Optional.empty();
    }
    PolicyFields own = fields.group(type);
    Optional<Policy> policy = Optional.ofNullable(policy(name, type, fields, own));
    own.rejectOthers();
    fields.rejectOthers();
    return policy;
  }

  private @Nullable Policy policy(String name, String type, PolicyFields fields, PolicyFields own) {
    return switch (type) {
      case "always_sample" -> new Policy.AlwaysSample(name);
      case "and" -> new Policy.And(name, inner(own, "and_sub_policy"));
      case "drop" -> new Policy.Drop(name, inner(own, "drop_sub_policy"));
      case "not" -> not(name, own);
      case "boolean_attribute" ->
          new Policy.BooleanAttribute(
              name, own.required("key"), own.truth("value", true), isInverted(own));
      case "latency" ->
          new Policy.Latency(
              name,
              own.number("threshold_ms", 0, 0, Long.MAX_VALUE),
              own.number("upper_threshold_ms", 0, 0, Long.MAX_VALUE));
      case "numeric_attribute" -> numeric(name, own);
      case "probabilistic" ->
          new Policy.Probabilistic(name, salt(own), own.percentage("sampling_percentage"));
      case "rate_limiting" -> rate(name, own);
      case "span_count" ->
          new Policy.SpanCount(
              name,
              (int) own.number("min_spans", 0, 0, Integer.MAX_VALUE),
              (int) own.number("max_spans", 0, 0, Integer.MAX_VALUE));
      case "status_code" -> status(name, own);
      case "string_attribute" -> string(name, own);
      case "trace_flags" -> new Policy.TraceFlags(name);
      case "trace_state" ->
          new Policy.TraceState(name, own.required("key"), Set.copyOf(own.texts("values")));
      default -> unknown(type, fields);
    };
  }

  private static @Nullable Policy unknown(String type, PolicyFields fields) {
    if (!type.isEmpty()) {
      String found =
          OF_COLLECTORS.contains(type)
              ? "type: '%s' is one of the Collector's that Vivace does not have (expected: one of %s)"
              : "type: '%s' (expected: one of %s)";
      fields.problem(found.formatted(type, TYPES));
    }
    return null;
  }

  private List<Policy> inner(PolicyFields own, String key) {
    List<?> written = own.list(key);
    if (written.isEmpty()) {
      own.problem(key + ": is missing or empty (expected: a list of policies)");
    }
    return list(written, own.path(key), true);
  }

  private @Nullable Policy not(String name, PolicyFields own) {
    return policy(own.group("not_sub_policy"), true)
        .map(inner -> new Policy.Not(name, inner))
        .orElse(null);
  }

  private static boolean isInverted(PolicyFields own) {
    return own.truth("invert_match", false);
  }

  private static String salt(PolicyFields own) {
    String salt = own.text("hash_salt", "");
    return salt.isEmpty() ? DEFAULT_SALT : salt;
  }

  private static Policy numeric(String name, PolicyFields own) {
    if (!own.has("min_value") && !own.has("max_value")) {
      own.problem("min_value, max_value: both are missing (expected: one of them, or both)");
    }
    long min = own.number("min_value", Long.MIN_VALUE, Long.MIN_VALUE, Long.MAX_VALUE);
    long max = own.number("max_value", Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE);
    return new Policy.NumericAttribute(name, own.required("key"), min, max, isInverted(own));
  }

  private static Policy rate(String name, PolicyFields own) {
    long most = Policy.RateLimiting.MAX_SPANS;
    long rate = own.number("spans_per_second", -1, 1, most);
    if (rate < 0) {
      own.problem("spans_per_second: is missing (expected: a whole number from 1)");
    }
    long burst = own.number("burst_capacity", Math.min(most, 2 * Math.max(1, rate)), 1, most);
    return new Policy.RateLimiting(name, Math.max(1, rate), burst);
  }

  private static Policy status(String name, PolicyFields own) {
    Set<Status> statuses = EnumSet.noneOf(Status.class);
    for (String code : own.texts("status_codes")) {
      Status.ofWord(code.toLowerCase(Locale.ROOT))
          .ifPresentOrElse(
              statuses::add,
              () ->
                  own.problem("status_codes: '%s' (expected: OK, ERROR or UNSET)".formatted(code)));
    }
    return new Policy.StatusCode(name, statuses);
  }

  private static Policy string(String name, PolicyFields own) {
    String key = own.required("key");
    List<String> values = own.texts("values");
    boolean isPattern = own.truth("enabled_regex_matching", false);
    own.number("cache_max_size", 0, 0, Long.MAX_VALUE); // Nothing is kept from trace to trace.
    return new Policy.StringAttribute(
        name,
        key,
        isPattern ? Set.of() : Set.copyOf(values),
        isPattern ? patterns(values, own) : List.of(),
        isInverted(own));
  }

  private static List<ValuePattern> patterns(List<String> values, PolicyFields own) {
    List<ValuePattern> patterns = new ArrayList<>();
    for (String value : values) {
      try {
        ValuePattern.compile(value); // By itself first: 'a)(b' would pass within brackets.
        patterns.add(ValuePattern.compile(".*(?:" + value + ").*"));
      } catch (InvalidPatternException e) {
        own.problem("values: '%s' is no pattern: %s".formatted(value, e.getMessage()));
      }
    }
    return patterns;
  }
}
