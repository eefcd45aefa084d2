/// Files that may change while the process runs: certificates, keys, users. Start at
/// [WatchedFiles].
@NullMarked
package dev.vivace.transport.watch;

import org.jspecify.annotations.NullMarked;
