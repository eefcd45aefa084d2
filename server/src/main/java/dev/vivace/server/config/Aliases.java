package dev.vivace.server.config;

import java.util.List;
import java.util.Optional;

/// Older names of keys: they work, with a warning that names the new one.
final class Aliases {

  private record Alias(String old, String current) {}

  // In this order: the later ones already see the earlier ones' new names.
  private static final List<Alias> ALIASES =
      List.of(
          new Alias("auth_enabled", "multitenancy_enabled"),
          new Alias("auth.enabled", "multitenancy_enabled"),
          new Alias("ingester", "live_store"),
          new Alias("compactor", "backend_worker"),
          new Alias("live_store.trace_idle_period", "live_store.max_trace_idle"),
          new Alias("live_store.trace_live_period", "live_store.max_trace_live"));

  // The reference's flag and its key differ in this one case; both names are current.
  private static final Alias MULTITENANCY_FLAG =
      new Alias("multitenancy.enabled", "multitenancy_enabled");

  private final Problems problems;

  Aliases(Problems problems) {
    this.problems = problems;
  }

  ConfigNode.Mapping resolve(ConfigNode.Mapping written) {
    ConfigNode.Mapping resolved = move(written, MULTITENANCY_FLAG, false);
    for (Alias alias : ALIASES) {
      resolved = move(resolved, alias, true);
    }
    return resolved;
  }

  private ConfigNode.Mapping move(ConfigNode.Mapping tree, Alias alias, boolean warns) {
    ConfigNode old = tree.find(alias.old()).orElse(null);
    if (old == null) {
      return tree;
    }
    if (tree.find(alias.current()).isPresent()) {
      problems.error(
          old.origin(),
          "%s: stands beside '%s', its new name; keep that one"
              .formatted(alias.old(), alias.current()));
    } else if (warns) {
      problems.warning(
          old.origin(), "%s is now called '%s'".formatted(alias.old(), alias.current()));
    }
    ConfigNode.Mapping rest = tree.without(alias.old());
    int dot = alias.old().lastIndexOf('.');
    if (dot >= 0 && isEmpty(rest.find(alias.old().substring(0, dot)))) {
      rest = rest.without(alias.old().substring(0, dot)); // 'auth' is no section of its own
    }
    return rest.find(alias.current()).isPresent() ? rest : rest.with(alias.current(), old);
  }

  private static boolean isEmpty(Optional<ConfigNode> section) {
    return section
        .filter(s -> s instanceof ConfigNode.Mapping m && m.entries().isEmpty())
        .isPresent();
  }
}
