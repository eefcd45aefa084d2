/// Requests made from a seed.
@NullMarked
package dev.vivace.integration.data;

import org.jspecify.annotations.NullMarked;
