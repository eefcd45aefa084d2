package dev.vivace.storage.simulation;

import dev.vivace.storage.manifest.CompactEdit;
import dev.vivace.storage.manifest.LiveBlock;
import dev.vivace.storage.manifest.ManifestEdit;
import dev.vivace.storage.manifest.ManifestState;
import dev.vivace.storage.object.ObjectPage;
import dev.vivace.storage.protocol.StoreAnswer;
import dev.vivace.storage.protocol.StoreCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Plants a bug: stands between the processes and the store, and between the compactor and its
/// edit.
final class Saboteur {

  private static final String FLOOR = "=floor/";

  private final Bug bug;
  private final Map<String, byte[]> ownCreates = new HashMap<>(); // by process and key
  private final Map<SimProcess, StoreCall> lastCalls = new HashMap<>();

  Saboteur(Bug bug) {
    this.bug = bug;
  }

  /// An answer that the store never gave, in place of a call.
  Optional<StoreAnswer> insteadOf(StoreCall call, SimProcess process) {
    StoreCall last = lastCalls.put(process, call);
    return switch (call) {
      case StoreCall.List(var prefix, _)
          when bug == Bug.FLOOR_NOT_CHECKED
              && prefix.endsWith(FLOOR)
              && last instanceof StoreCall.Create ->
          Optional.of(new StoreAnswer.Listed(new ObjectPage(List.of(), false, 0)));
      case StoreCall.Create(var key, _) when bug == Bug.FLOOR_NOT_RAISED && key.contains(FLOOR) ->
          Optional.of(new StoreAnswer.Created());
      case StoreCall.Create(var key, var content) when bug == Bug.NONCE_IGNORED -> {
        ownCreates.put(process + key, content);
        yield Optional.empty();
      }
      case StoreCall.Read(var key, _) when ownCreates.containsKey(process + key) ->
          Optional.of(new StoreAnswer.Found(ownCreates.get(process + key)));
      default -> Optional.empty();
    };
  }

  /// What a process gets to see of an answer.
  StoreAnswer alter(StoreCall call, StoreAnswer answer, SimProcess process) {
    return switch (answer) {
      case StoreAnswer.Exists _ when bug == Bug.EXISTS_TAKEN_FOR_CREATED ->
          new StoreAnswer.Created();
      case StoreAnswer.Failed _
          when bug == Bug.FAILED_TAKEN_FOR_CREATED && call instanceof StoreCall.Create ->
          new StoreAnswer.Created();
      case StoreAnswer.Listed(var page) when bug == Bug.AGE_BY_LOCAL_CLOCK ->
          new StoreAnswer.Listed(new ObjectPage(page.objects(), page.more(), process.clockNanos()));
      default -> answer;
    };
  }

  /// The edit that commits a compaction.
  ManifestEdit compaction(CompactEdit edit) {
    return switch (bug) {
      case INPUTS_NOT_CHECKED -> (state, sequence) -> edit.applyTo(withLive(state, edit), sequence);
      case INPUTS_STAY ->
          (state, sequence) ->
              edit.applyTo(state, sequence) instanceof ManifestEdit.Outcome.Changed(var changed)
                  ? new ManifestEdit.Outcome.Changed(withInputs(state, changed))
                  : edit.applyTo(state, sequence);
      case ANNOUNCEMENT_IGNORED ->
          (state, sequence) -> edit.applyTo(announced(state, edit), sequence);
      default -> edit;
    };
  }

  /// The edit that folds sections.
  ManifestEdit fold(ManifestEdit edit) {
    return (state, sequence) -> {
      if (!(edit.applyTo(state, sequence) instanceof ManifestEdit.Outcome.Changed(var changed))) {
        return edit.applyTo(state, sequence);
      }
      return new ManifestEdit.Outcome.Changed(
          new ManifestState(
              bug == Bug.FOLD_WITHOUT_FOLDED ? state.folded() : changed.folded(),
              bug == Bug.FOLD_WITHOUT_BLOCKS ? state.live() : changed.live(),
              changed.tombstones(),
              changed.announced()));
    };
  }

  private static ManifestState withLive(ManifestState state, CompactEdit edit) {
    List<LiveBlock> live = new ArrayList<>(state.live());
    for (CompactEdit.Measured input : edit.inputs()) {
      if (live.stream().noneMatch(block -> block.entry().equals(input.entry()))) {
        live.add(new LiveBlock(input.entry(), input.entry().maxTraceEndNanos()));
      }
    }
    return new ManifestState(state.folded(), live, state.tombstones(), state.announced());
  }

  private static ManifestState withInputs(ManifestState before, ManifestState after) {
    List<LiveBlock> live = new ArrayList<>(before.live());
    after.live().stream().filter(block -> !live.contains(block)).forEach(live::add);
    return new ManifestState(after.folded(), live, before.tombstones(), after.announced());
  }

  private static ManifestState announced(ManifestState state, CompactEdit edit) {
    TreeSet<String> announced = new TreeSet<>(state.announced());
    edit.outputs().forEach(output -> announced.add(output.entry().key()));
    return new ManifestState(state.folded(), state.live(), state.tombstones(), announced);
  }
}
