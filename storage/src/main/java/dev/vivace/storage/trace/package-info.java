/// Traces by id: how the sources (live head, blocks) hand spans to whoever assembles the answer.
@NullMarked
package dev.vivace.storage.trace;

import org.jspecify.annotations.NullMarked;
