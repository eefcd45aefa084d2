package dev.vivace.server.lifecycle;

import java.time.Duration;

/// A part of the process that runs: a listener, the log, a role.
public interface Service {

  /// Its name in logs and on the status page, such as `otlp-grpc-receiver`.
  String name();

  /// Returns once the service works; throws if it cannot, with a message for the operator.
  void start() throws Exception;

  /// Finishes what is under way, at most for `timeout`, and frees what the service holds. Is called
  /// once, and only after a start that succeeded.
  void stop(Duration timeout) throws Exception;
}
