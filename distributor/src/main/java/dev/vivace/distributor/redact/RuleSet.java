package dev.vivace.distributor.redact;

import com.google.re2j.Pattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The rules of a tenant, compiled: sets of rules are bits of a number, the first rule the lowest.
/// Immutable.
final class RuleSet {

  private final List<RedactionRule> rules;
  private final long[] ofScope = new long[RedactionScope.values().length];
  private final Map<String, Long> ofKey = new HashMap<>();
  private long ofAnyKey;
  private long searching;
  private long hashing;

  RuleSet(List<RedactionRule> rules) {
    this.rules = List.copyOf(rules);
    for (int i = 0; i < rules.size(); i++) {
      add(rules.get(i), 1L << i);
    }
  }

  private void add(RedactionRule rule, long bit) {
    rule.scopes().forEach(scope -> ofScope[scope.ordinal()] |= bit);
    switch (rule.keys()) {
      case KeySelector.Any _ -> ofAnyKey |= bit;
      case KeySelector.Exact(var key) -> ofKey.merge(key, bit, (old, more) -> old | more);
      case KeySelector.Matching _ -> {} // asked key by key
    }
    if (rule.value() != null) {
      searching |= bit;
    }
    if (rule.action() == RedactionAction.HASH) {
      hashing |= bit;
    }
  }

  /// The rules that name a key, wherever it stands. Costs a search for each rule with a pattern.
  long naming(String key) {
    long named = ofAnyKey | ofKey.getOrDefault(key, 0L);
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).keys() instanceof KeySelector.Matching matching && matching.matches(key)) {
        named |= 1L << i;
      }
    }
    return named;
  }

  /// Of some rules those that hold in a scope.
  long in(RedactionScope scope, long some) {
    return some & ofScope[scope.ordinal()];
  }

  /// The rules that search every text of a scope, whatever its key.
  long searchingAll(RedactionScope scope) {
    return searching(in(scope, ofAnyKey));
  }

  /// Of some rules those that search texts.
  long searching(long some) {
    return some & searching;
  }

  /// Of some rules those that take whole attributes.
  long whole(long some) {
    return some & ~searching;
  }

  boolean hashes() {
    return hashing != 0;
  }

  RedactionAction action(int rule) {
    return rules.get(rule).action();
  }

  Pattern pattern(int rule) {
    return Objects.requireNonNull(rules.get(rule).value());
  }
}
