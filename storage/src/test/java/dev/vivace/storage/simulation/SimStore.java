package dev.vivace.storage.simulation;

import static dev.vivace.storage.simulation.Times.HOUR;
import static dev.vivace.storage.simulation.Times.MILLISECOND;
import static dev.vivace.storage.simulation.Times.MINUTE;
import static dev.vivace.storage.simulation.Times.SECOND;

import dev.vivace.storage.object.ListedObject;
import dev.vivace.storage.object.ObjectPage;
import dev.vivace.storage.property.Choices;
import dev.vivace.storage.protocol.StoreAnswer;
import dev.vivace.storage.protocol.StoreCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An object store as far away as a network: calls take time, overtake each other, fail before they
/// have had their effect, after it, or have it long after they were given up. What it holds is
/// consistent: one winner a key, and a listing shows what was there at one moment. Its clock is its
/// own.
final class SimStore {

  private static final int PAGE_OBJECTS = 6;

  private final VirtualTime time;
  private final Choices choices;
  private final Sometimes sometimes;
  private final long clockErrorNanos;
  private final Watcher watcher;
  private final TreeMap<String, Stored> objects = new TreeMap<>();
  private int faultInverse;

  /// An object and its time by the store's clock.
  record Stored(byte[] content, long createdNanos) {}

  /// Sees what has an effect, at the moment when it has it.
  interface Watcher {

    void created(String key, byte[] content);

    void deleted(String key, Stored object);
  }

  SimStore(
      VirtualTime time,
      Choices choices,
      Sometimes sometimes,
      long clockErrorNanos,
      Watcher watcher) {
    this.time = time;
    this.choices = choices;
    this.sometimes = sometimes;
    this.clockErrorNanos = clockErrorNanos;
    this.watcher = watcher;
  }

  /// One of so many calls goes wrong from now on; 0: none.
  void failOneOf(int inverse) {
    faultInverse = inverse;
  }

  long clockNanos() {
    return time.nowNanos() + clockErrorNanos;
  }

  byte @Nullable [] content(String key) {
    Stored stored = objects.get(key);
    return stored == null ? null : stored.content;
  }

  /// What is there under a prefix, for checks.
  Map<String, Stored> under(String prefix) {
    return objects.subMap(prefix, prefix + Character.MAX_VALUE);
  }

  /// Makes a call; the answer comes later.
  void call(StoreCall call, Consumer<StoreAnswer> answer) {
    long there = latency();
    if (!choices.oneIn(faultInverse)) {
      time.after(there, () -> reply(apply(call), answer));
      return;
    }
    switch (choices.below(3)) {
      case 0 -> time.after(there, () -> reply(failed("refused"), answer));
      case 1 -> time.after(there, () -> answerLost(call, answer));
      default -> {
        time.after(there + 30 * SECOND, () -> reply(failed("timed out"), answer));
        time.after(lateness(), () -> applyLate(call));
      }
    }
  }

  private void answerLost(StoreCall call, Consumer<StoreAnswer> answer) {
    if (apply(call) instanceof StoreAnswer.Created) {
      sometimes.happened(Rare.CREATED_BUT_ANSWER_LOST);
    }
    reply(failed("connection reset"), answer);
  }

  private void applyLate(StoreCall call) {
    if (apply(call) instanceof StoreAnswer.Created) {
      sometimes.happened(Rare.CREATED_AFTER_TIMEOUT);
    }
  }

  private void reply(StoreAnswer reply, Consumer<StoreAnswer> answer) {
    time.after(latency(), () -> answer.accept(reply));
  }

  private static StoreAnswer failed(String reason) {
    return new StoreAnswer.Failed(reason);
  }

  private long latency() {
    return switch (choices.below(16)) {
      case 15 -> choices.between(1, 20) * SECOND;
      case 13, 14 -> choices.between(1, 9) * (100 * MILLISECOND);
      default -> choices.between(1, 20) * MILLISECOND;
    };
  }

  private long lateness() {
    return switch (choices.below(4)) {
      case 0 -> choices.between(31, 90) * SECOND;
      case 1 -> choices.between(2, 90) * MINUTE;
      case 2 -> choices.between(2, 30) * HOUR;
      default -> choices.between(24, 96) * HOUR;
    };
  }

  private StoreAnswer apply(StoreCall call) {
    return switch (call) {
      case StoreCall.Create(var key, var content) -> create(key, content);
      case StoreCall.Read(var key, _) -> {
        byte[] content = content(key);
        yield content == null ? new StoreAnswer.Absent() : new StoreAnswer.Found(content);
      }
      case StoreCall.List(var prefix, var after) -> new StoreAnswer.Listed(list(prefix, after));
      case StoreCall.Delete(var key) -> delete(key);
    };
  }

  private StoreAnswer create(String key, byte[] content) {
    Stored there = objects.get(key);
    if (there != null) {
      if (key.startsWith("=log/") || key.contains("=manifest/")) {
        boolean isOwn = Arrays.equals(there.content, content);
        sometimes.happened(isOwn ? Rare.OWN_CREATE_EXISTS : Rare.RACE_LOST);
      }
      return new StoreAnswer.Exists();
    }
    objects.put(key, new Stored(content, clockNanos()));
    watcher.created(key, content);
    return new StoreAnswer.Created();
  }

  private StoreAnswer delete(String key) {
    Stored object = objects.remove(key);
    if (object != null) {
      watcher.deleted(key, object);
    }
    return new StoreAnswer.Deleted();
  }

  private ObjectPage list(String prefix, String after) {
    List<ListedObject> page = new ArrayList<>();
    for (Map.Entry<String, Stored> object : under(prefix).entrySet()) {
      if (object.getKey().compareTo(after) <= 0) {
        continue;
      }
      if (page.size() == PAGE_OBJECTS) {
        return new ObjectPage(page, true, clockNanos());
      }
      Stored stored = object.getValue();
      page.add(new ListedObject(object.getKey(), stored.content.length, stored.createdNanos));
    }
    return new ObjectPage(page, false, clockNanos());
  }
}
