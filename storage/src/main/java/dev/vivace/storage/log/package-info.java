/// The write-ahead log: what is acknowledged is here first.
@NullMarked
package dev.vivace.storage.log;

import org.jspecify.annotations.NullMarked;
