package dev.vivace.server.lifecycle;

/// Where a service is in its life.
public enum ServiceState {
  NEW,
  STARTING,
  RUNNING,
  STOPPING,
  TERMINATED,
  FAILED
}
