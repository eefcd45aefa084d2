package dev.vivace.distributor;

import dev.vivace.transport.tls.TlsConfig;
import org.jspecify.annotations.Nullable;

/// Who is let in at one receiver over TCP.
///
/// @param tls null speaks without
/// @param authenticated whether senders must say who they are, if the process knows anybody
public record DoorConfig(@Nullable TlsConfig tls, boolean authenticated) {

  /// No TLS; senders say who they are, if the process knows anybody.
  public static final DoorConfig PLAIN = new DoorConfig(null, true);
}
