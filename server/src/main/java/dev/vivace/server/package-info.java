/// The process: command line, wiring, listeners, start and end.
///
/// ```text
///   Main ──▶ config      what to run; every problem at once
///     │
///     └────▶ Wiring ──▶ Application ──▶ lifecycle    services in order, readiness
///              │                └─────▶ pages        what the process says about itself
///              └─ roles: store, log, ingester, querier, receivers
/// ```
///
/// Start at [Main] and [Wiring]. What always holds:
/// - Only [Main] and the training run write to standard output; they end the process, and so does
///   `roles` when the write path cannot go on.
/// - Exit codes: 0 done, 1 the configuration or a health check says no, 2 the process failed, 3 the
///   memory or the write path did while it ran.
@NullMarked
package dev.vivace.server;

import org.jspecify.annotations.NullMarked;
