/// Starting and stopping the parts of the process in order.
///
/// Start at [Lifecycle]. What always holds:
/// - A service is started after those it needs and stopped before them.
/// - Stopping ends within its budget, whatever a service does.
@NullMarked
package dev.vivace.server.lifecycle;

import org.jspecify.annotations.NullMarked;
