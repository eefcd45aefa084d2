package dev.vivace.server.config;

import dev.vivace.distributor.redact.KeySelector;
import dev.vivace.distributor.redact.Redaction;
import dev.vivace.distributor.redact.RedactionAction;
import dev.vivace.distributor.redact.RedactionRule;
import dev.vivace.distributor.redact.RedactionScope;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What is taken out of a tenant's spans before anything is written.
///
/// @param hashKey for rules that hash, from a variable of the environment or a file
/// @param mask what takes the place of what is masked
/// @param rules in their order; none is no redaction
public record RedactionLimits(Secret hashKey, String mask, List<RuleConfig> rules) {

  private static final int MAX_MASK_CHARACTERS = 64;

  public RedactionLimits {
    rules = List.copyOf(rules);
    if (mask.length() > MAX_MASK_CHARACTERS) {
      throw new InvalidSettingException(
          "mask",
          "found %d characters, expected at most %d".formatted(mask.length(), MAX_MASK_CHARACTERS));
    }
    if (rules.size() > Redaction.MAX_RULES) {
      throw new InvalidSettingException(
          "rules", "found %d, expected at most %d".formatted(rules.size(), Redaction.MAX_RULES));
    }
    for (int i = 0; i < rules.size(); i++) {
      checkSelectors(rules.get(i), i);
    }
    checkKey(rules, key(hashKey).length);
  }

  private static void checkSelectors(RuleConfig rule, int index) {
    long keys =
        List.of(rule.key, rule.keyGlob, rule.keyPattern).stream().filter(k -> !k.isEmpty()).count();
    if (keys > 1 || (keys == 0 && rule.valuePattern.isEmpty())) {
      throw new InvalidSettingException(
          "rules",
          "rule %d has %d of key, key_glob and key_pattern, and %s value_pattern; expected one of the first three, or value_pattern, or both"
              .formatted(index + 1, keys, rule.valuePattern.isEmpty() ? "no" : "a"));
    }
  }

  private static void checkKey(List<RuleConfig> rules, int keyBytes) {
    boolean hashes = rules.stream().anyMatch(rule -> rule.action == RedactionAction.HASH);
    if (hashes && keyBytes < Redaction.MIN_KEY_BYTES) {
      throw new InvalidSettingException(
          keyBytes == 0 ? "rules" : "hash_key",
          "found a key of %d bytes for 'action: hash', expected hash_key_file, or hash_key from a variable of the environment, with at least %d"
              .formatted(keyBytes, Redaction.MIN_KEY_BYTES));
    }
  }

  private static byte[] key(Secret hashKey) {
    return hashKey.value().getBytes(StandardCharsets.UTF_8);
  }

  static RedactionLimits defaults() {
    return new RedactionLimits(new Secret(""), "****", List.of());
  }

  /// The rules, ready to be used.
  public Redaction redaction() {
    return new Redaction(rules.stream().map(RuleConfig::rule).toList(), key(hashKey), mask);
  }

  /// One rule.
  ///
  /// @param key the whole key
  /// @param keyGlob with `*` and `?`
  /// @param keyPattern RE2, for the whole key
  /// @param valuePattern RE2, for what in texts; without it the whole value is meant
  /// @param scopes none is all
  public record RuleConfig(
      RedactionAction action,
      String key,
      String keyGlob,
      String keyPattern,
      String valuePattern,
      List<RedactionScope> scopes) {

    public RuleConfig {
      scopes = List.copyOf(scopes);
      check("key_pattern", () -> KeySelector.pattern(keyPattern));
      check("key_glob", () -> KeySelector.glob(keyGlob));
      if (!valuePattern.isEmpty()) {
        check(
            "value_pattern",
            () ->
                RedactionRule.ofValues(
                    RedactionAction.MASK, new KeySelector.Any(), valuePattern, List.of()));
      }
    }

    private static void check(String setting, Runnable compile) {
      try {
        compile.run();
      } catch (IllegalArgumentException e) {
        throw new InvalidSettingException(
            setting, "found %s".formatted(String.valueOf(e.getMessage())));
      }
    }

    static RuleConfig defaults() {
      return new RuleConfig(RedactionAction.MASK, "", "", "", "", List.of());
    }

    private RedactionRule rule() {
      return valuePattern.isEmpty()
          ? RedactionRule.ofAttributes(action, keys(), scopes)
          : RedactionRule.ofValues(action, keys(), valuePattern, scopes);
    }

    private KeySelector keys() {
      if (!key.isEmpty()) {
        return new KeySelector.Exact(key);
      }
      if (!keyGlob.isEmpty()) {
        return KeySelector.glob(keyGlob);
      }
      return keyPattern.isEmpty() ? new KeySelector.Any() : KeySelector.pattern(keyPattern);
    }
  }
}
