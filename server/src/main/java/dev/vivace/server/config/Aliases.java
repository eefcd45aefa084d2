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

  // The reference's flag and its key differ in these cases; both names are current.
  private static final List<Alias> FLAGS =
      List.of(
          new Alias("multitenancy.enabled", "multitenancy_enabled"),
          new Alias("server.http_tls_cert", "server.http_tls_config.cert"),
          new Alias("server.http_tls_key", "server.http_tls_config.key"),
          new Alias("server.http_tls_ca", "server.http_tls_config.client_ca"),
          new Alias("server.http_tls_cert_path", "server.http_tls_config.cert_file"),
          new Alias("server.http_tls_key_path", "server.http_tls_config.key_file"),
          new Alias("server.http_tls_ca_path", "server.http_tls_config.client_ca_file"),
          new Alias("server.http_tls_client_auth", "server.http_tls_config.client_auth_type"),
          new Alias("server.grpc_tls_cert", "server.grpc_tls_config.cert"),
          new Alias("server.grpc_tls_key", "server.grpc_tls_config.key"),
          new Alias("server.grpc_tls_ca", "server.grpc_tls_config.client_ca"),
          new Alias("server.grpc_tls_cert_path", "server.grpc_tls_config.cert_file"),
          new Alias("server.grpc_tls_key_path", "server.grpc_tls_config.key_file"),
          new Alias("server.grpc_tls_ca_path", "server.grpc_tls_config.client_ca_file"),
          new Alias("server.grpc_tls_client_auth", "server.grpc_tls_config.client_auth_type"));

  private final Problems problems;

  Aliases(Problems problems) {
    this.problems = problems;
  }

  ConfigNode.Mapping resolve(ConfigNode.Mapping written) {
    ConfigNode.Mapping resolved = written;
    for (Alias flag : FLAGS) {
      resolved = move(resolved, flag, false);
    }
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
