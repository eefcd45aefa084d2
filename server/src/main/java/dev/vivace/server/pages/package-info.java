/// The pages about the process itself: health, metrics, version, services, configuration.
///
/// Start at [StatusPages], which lists them.
@NullMarked
package dev.vivace.server.pages;

import org.jspecify.annotations.NullMarked;
