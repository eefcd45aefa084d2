package dev.vivace.storage.source;

import dev.vivace.storage.view.SharedView;
import dev.vivace.storage.view.ViewMemory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The states of all heads that queries have asked for; a head's ends when it is released.
/// Thread-safe.
final class HeadStates {

  private final ViewMemory memory;
  private final InstantSource clock;
  private final Map<PinnedHead, HeadState> states = new ConcurrentHashMap<>();
  private final AtomicLong nextNumber = new AtomicLong();

  HeadStates(ViewMemory memory, InstantSource clock) {
    this.memory = memory;
    this.clock = clock;
  }

  /// The current views of heads that the caller has pinned.
  List<OpenHead> open(List<HeadSource> sources) {
    List<OpenHead> heads = new ArrayList<>(sources.size());
    for (HeadSource source : sources) {
      HeadState state = states.computeIfAbsent(source.pinned(), this::begin);
      heads.add(new OpenHead(source, state, state.view().get()));
    }
    return heads;
  }

  private HeadState begin(PinnedHead pinned) {
    SharedView view = new SharedView(pinned.head(), memory, clock);
    pinned.onRelease(
        () -> {
          states.remove(pinned);
          view.close();
        });
    return new HeadState(nextNumber.getAndIncrement(), view);
  }
}
