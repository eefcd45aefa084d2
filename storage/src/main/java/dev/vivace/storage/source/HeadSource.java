package dev.vivace.storage.source;

import java.util.Arrays;

/// A head as a source: its rows without those of the traces that were carried on to a newer head.
///
/// @param carriedOn by trace ordinal: read the trace in the newer head; ordinals beyond its end are
///   read here. Not to be changed
public record HeadSource(PinnedHead pinned, boolean[] carriedOn) {

  /// A head of which every row is read.
  HeadSource(PinnedHead pinned) {
    this(pinned, new boolean[0]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeadSource source
        && pinned == source.pinned
        && Arrays.equals(carriedOn, source.carriedOn);
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(pinned);
  }
}
