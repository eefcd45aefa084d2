package dev.vivace.distributor.forward;

import java.util.List;

/// Who gets copies of a tenant's spans, now.
///
/// @param forwarders their names
/// @param queueSize requests of the tenant that may wait for one endpoint
/// @param workers requests of the tenant that one endpoint is sent at once
public record Forwarding(List<String> forwarders, int queueSize, int workers) {

  public static final Forwarding NONE = new Forwarding(List.of(), 0, 0);

  public Forwarding {
    forwarders = List.copyOf(forwarders);
  }
}
