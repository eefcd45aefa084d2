package dev.vivace.distributor.jaeger;

import dev.vivace.distributor.ingest.RefusedException;

/// Takes a batch as it is read. What it is handed is reused by the reader afterwards.
interface BatchSink {

  /// The process of the spans that follow.
  void process(JaegerProcess process) throws RefusedException;

  void span(JaegerSpan span) throws RefusedException;

  /// What the sender of the batch, its process, says it has lost; not every sender does.
  default void losses(JaegerProcess process, ClientStats stats) {}
}
