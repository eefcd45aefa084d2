package dev.vivace.storage.source;

import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.view.HeadView;
import dev.vivace.storage.view.SharedView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/// What queries keep of a head as long as it is there: its view, and which of its traces have rows
/// elsewhere.
final class HeadState {

  private final long number;
  private final SharedView view;
  private final HeadSplits splits = new HeadSplits();
  private final Map<HeadState, Common> common = new WeakHashMap<>();

  /// The traces that two views have in common: ordinals in this one.
  private record Common(HeadView view, HeadView other, List<Integer> traces) {}

  /// @param number another for each head that ever was
  HeadState(long number, SharedView view) {
    this.number = number;
    this.view = view;
  }

  long number() {
    return number;
  }

  SharedView view() {
    return view;
  }

  HeadSplits splits() {
    return splits;
  }

  /// The traces of this head's view that another head's view has, too.
  synchronized List<Integer> inCommon(HeadView own, OpenHead other) {
    Common known = common.get(other.state());
    if (known == null || known.view() != own || known.other() != other.view()) {
      known = new Common(own, other.view(), find(own, other));
      common.put(other.state(), known);
    }
    return known.traces();
  }

  private static List<Integer> find(HeadView own, OpenHead other) {
    List<Integer> found = new ArrayList<>();
    LiveHead head = other.source().pinned().head();
    head.readLock().lock();
    try {
      for (int trace = 0; trace < own.traceCount(); trace++) {
        int there = head.traces().find(own.traceHigh(trace), own.traceLow(trace));
        if (there >= 0 && there < other.view().traceCount()) {
          found.add(trace);
        }
      }
    } finally {
      head.readLock().unlock();
    }
    return found;
  }
}
