/// Small stored documents: JSON that carries the digest of its own bytes.
///
/// Start at [DigestedDocument]. What always holds: no value leaves before the digest was verified.
@NullMarked
package dev.vivace.storage.document;

import org.jspecify.annotations.NullMarked;
