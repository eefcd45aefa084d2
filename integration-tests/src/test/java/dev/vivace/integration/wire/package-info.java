/// What travels: sending OTLP, recording what clients send, fetching traces.
@NullMarked
package dev.vivace.integration.wire;

import org.jspecify.annotations.NullMarked;
