/// The roles as services of the process: from the configuration's records to each role's own, start
/// and stop.
@NullMarked
package dev.vivace.server.roles;

import org.jspecify.annotations.NullMarked;
