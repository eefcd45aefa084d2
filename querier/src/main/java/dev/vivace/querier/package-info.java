/// Answers queries over HTTP: plans, reads live heads and blocks, merges. It keeps only caches.
@NullMarked
package dev.vivace.querier;

import org.jspecify.annotations.NullMarked;
