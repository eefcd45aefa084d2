package dev.vivace.integration.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A configuration as dotted keys (`server.http_listen_port`); immutable.
public record Settings(Map<String, Object> values) {

  public Settings {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /// Settings of no program yet.
  public static Settings none() {
    return new Settings(Map.of());
  }

  /// Nothing is limited or cut short, so that each span must come back as it was sent; spans stay
  /// in the live head for long.
  public static Settings unlimited() {
    return none()
        .with("distributor.max_attribute_bytes", 0)
        .with("overrides.defaults.global.max_bytes_per_trace", 0)
        .with("overrides.defaults.ingestion.max_traces_per_user", 0)
        .with("overrides.defaults.ingestion.rate_limit_bytes", "1TB")
        .with("overrides.defaults.ingestion.burst_size_bytes", "1TB");
  }

  /// Everything goes into blocks as soon as it may.
  public Settings withBlocksAtOnce() {
    return withBlocksAfter("300ms");
  }

  /// Sections of this age, from which nothing is carried over.
  public Settings withBlocksAfter(String age) {
    return with("live_store.max_block_duration", age)
        .with("live_store.max_trace_idle", "50ms")
        .with("live_store.small_tenant_spans", 0);
  }

  public Settings with(String key, Object value) {
    Map<String, Object> copy = new LinkedHashMap<>(values);
    copy.put(key, value);
    return new Settings(copy);
  }

  /// Unless it is set already.
  public Settings withDefault(String key, Object value) {
    return values.containsKey(key) ? this : with(key, value);
  }

  public String yaml() {
    Map<String, Object> tree = new LinkedHashMap<>();
    values.forEach((key, value) -> put(tree, key, value));
    try {
      return new YAMLMapper().writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("settings that YAML cannot hold: " + values, e);
    }
  }

  @SuppressWarnings("unchecked") // The tree holds maps with strings as keys, put there below.
  private static void put(Map<String, Object> tree, String key, Object value) {
    int dot = key.indexOf('.');
    if (dot < 0) {
      tree.put(key, value);
    } else {
      Object branch = tree.computeIfAbsent(key.substring(0, dot), _ -> new LinkedHashMap<>());
      put((Map<String, Object>) branch, key.substring(dot + 1), value);
    }
  }
}
