package dev.vivace.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.ingester.sampling.Policy;
import dev.vivace.ingester.sampling.SamplingSettings;
import dev.vivace.traceql.value.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplingPoliciesTest {

  private static List<Policy> read(String policies) {
    Problems problems = new Problems();
    ConfigNode.Mapping root = YamlReader.read("policies: " + policies, "test.yaml", problems);
    assertThat(problems.errors()).isEmpty();
    List<Tree> trees = new ArrayList<>();
    if (root.entries().get("policies") instanceof ConfigNode.Sequence(var items, _)) {
      items.forEach(item -> trees.add(Tree.of(item)));
    }
    return SamplingPolicies.read(trees);
  }

  private static Policy readOne(String policy) {
    List<Policy> policies = read("[" + policy + "]");
    assertThat(policies).hasSize(1);
    return policies.getFirst();
  }

  @Test
  void theCollectorsPoliciesAreRead() {
    assertThat(
            read(
                """

                - { name: p1, type: always_sample }
                - { name: p2, type: latency, latency: { threshold_ms: 5000, upper_threshold_ms: 10000 } }
                - { name: p3, type: numeric_attribute, numeric_attribute: { key: key1, min_value: 50, max_value: 100 } }
                - { name: p4, type: probabilistic, probabilistic: { sampling_percentage: 10 } }
                - { name: p5, type: status_code, status_code: { status_codes: [ERROR, UNSET] } }
                - { name: p6, type: string_attribute, string_attribute: { key: key2, values: [value1, value2] } }
                - { name: p7, type: rate_limiting, rate_limiting: { spans_per_second: 35 } }
                - { name: p8, type: span_count, span_count: { min_spans: 2, max_spans: 20 } }
                - { name: p9, type: trace_state, trace_state: { key: key3, values: [value1] } }
                - { name: p10, type: boolean_attribute, boolean_attribute: { key: key4, value: true } }
                - { name: p11, type: trace_flags }
                - name: p12
                  type: and
                  and:
                    and_sub_policy:
                      - { name: a, type: numeric_attribute, numeric_attribute: { key: key1, min_value: 50 } }
                      - { name: b, type: string_attribute, string_attribute: { key: key2, values: [x], invert_match: true } }
                - { name: p13, type: not, not: { not_sub_policy: { name: c, type: always_sample } } }
                - { name: p14, type: drop, drop: { drop_sub_policy: [{ name: d, type: always_sample }] } }
                """))
        .containsExactly(
            new Policy.AlwaysSample("p1"),
            new Policy.Latency("p2", 5000, 10000),
            new Policy.NumericAttribute("p3", "key1", 50, 100, false),
            new Policy.Probabilistic("p4", "default-hash-seed", 10),
            new Policy.StatusCode("p5", Set.of(Status.ERROR, Status.UNSET)),
            new Policy.StringAttribute("p6", "key2", Set.of("value1", "value2"), List.of(), false),
            new Policy.RateLimiting("p7", 35, 70),
            new Policy.SpanCount("p8", 2, 20),
            new Policy.TraceState("p9", "key3", Set.of("value1")),
            new Policy.BooleanAttribute("p10", "key4", true, false),
            new Policy.TraceFlags("p11"),
            new Policy.And(
                "p12",
                List.of(
                    new Policy.NumericAttribute("a", "key1", 50, Long.MAX_VALUE, false),
                    new Policy.StringAttribute("b", "key2", Set.of("x"), List.of(), true))),
            new Policy.Not("p13", new Policy.AlwaysSample("c")),
            new Policy.Drop("p14", List.of(new Policy.AlwaysSample("d"))));
  }

  @Test
  void patternsAreFoundAnywhereInAValue() {
    Policy.StringAttribute policy =
        (Policy.StringAttribute)
            readOne(
                "{ name: p, type: string_attribute, string_attribute: { key: k, values: [/health, ^a$],"
                    + " enabled_regex_matching: true, cache_max_size: 10 } }");
    assertThat(policy.values()).isEmpty();
    assertThat(Arrays.asList("x/healthz", "a", "ba"))
        .filteredOn(value -> policy.patterns().stream().anyMatch(p -> p.matches(value)))
        .containsExactly("x/healthz", "a");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{ name: p, type: composite } | policies[0].type: 'composite' is one of the Collector's that Vivace does not have (expected: one of always_sample, and, boolean_attribute,",
        "{ name: p, type: latancy } | policies[0].type: 'latancy' (expected: one of always_sample,",
        "{ type: always_sample } | policies[0].name: is missing",
        "{ name: p } | policies[0].type: is missing",
        "{ name: =p, type: always_sample } | policies[0].name: '=p' (expected: up to 100 characters, without '/', not beginning with '=')",
        "always | policies[0]: expected a section of keys",
        "{ name: p, type: latency, latency: { threshold_ms: fast } } | policies[0].latency.threshold_ms: found 'fast', expected a whole number from 0",
        "{ name: p, type: latency, latncy: { threshold_ms: 1 } } | policies[0].latncy: unknown key",
        "{ name: p, type: latency, latency: { threshold: 1 } } | policies[0].latency.threshold: unknown key",
        "{ name: p, type: boolean_attribute, string_attribute: { key: k, value: true } } | policies[0].boolean_attribute.key: is missing",
        "{ name: p, type: numeric_attribute, numeric_attribute: { key: k } } | policies[0].numeric_attribute.min_value, max_value: both are missing",
        "{ name: p, type: status_code, status_code: { status_codes: [BAD] } } | policies[0].status_code.status_codes: 'BAD' (expected: OK, ERROR or UNSET)",
        "{ name: p, type: rate_limiting } | policies[0].rate_limiting.spans_per_second: is missing",
        "{ name: p, type: probabilistic, probabilistic: { sampling_percentage: half } } | policies[0].probabilistic.sampling_percentage: found 'half', expected a percentage from 0 to 100",
        "{ name: p, type: string_attribute, string_attribute: { key: k, values: ['a)(b'], enabled_regex_matching: true } } | policies[0].string_attribute.values: 'a)(b' is no pattern: ",
        "{ name: p, type: and, and: { and_sub_policy: [{ name: q, type: drop }] } } | policies[0].and.and_sub_policy[0].type: 'drop' cannot stand within another policy",
        "{ name: p, type: and } | policies[0].and.and_sub_policy: is missing or empty (expected: a list of policies)",
        "{ name: p, type: always_sample }, { name: p, type: trace_flags } | policies[1].name: 'p' is there twice",
      })
  void whatIsWrongIsNamed(String policies, String problem) {
    assertThatThrownBy(() -> read("[" + policies + "]"))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void thereAreNoMorePoliciesThanTheLimit() {
    List<String> policies = new ArrayList<>();
    for (int i = 0; i <= SamplingPolicies.MAX_POLICIES; i++) {
      policies.add("{ name: p%d, type: always_sample }".formatted(i));
    }
    assertThatThrownBy(() -> read(policies.toString()))
        .hasMessageContaining("65 policies (expected: at most 64)");
  }

  @Test
  void withoutPoliciesNothingIsSampled() {
    TailSamplingConfig standard = TailSamplingConfig.standard();
    assertThat(standard.isOn()).isFalse();
    assertThat(standard.settings().isOn()).isFalse();
    assertThat(SamplingSettings.OFF.isOn()).isFalse();
  }
}
