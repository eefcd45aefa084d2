/// The ingester and the housekeeper on one store, with a clock that the tests move.
@NullMarked
package dev.vivace.server.house;

import org.jspecify.annotations.NullMarked;
