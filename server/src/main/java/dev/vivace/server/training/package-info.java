/// The training run of the build: a short, busy life of the process, from which the JVM notes which
/// classes are loaded and which methods are hot, so that a fresh process starts quickly and is fast
/// sooner.
@NullMarked
package dev.vivace.server.training;

import org.jspecify.annotations.NullMarked;
