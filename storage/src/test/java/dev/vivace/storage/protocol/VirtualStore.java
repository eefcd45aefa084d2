package dev.vivace.storage.protocol;

import dev.vivace.storage.object.ListedObject;
import dev.vivace.storage.object.ObjectPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A store in memory with a clock of its own, on which a protocol is run call by call, with a fault
/// at any of them.
final class VirtualStore {

  static final long SECOND = 1_000_000_000L;
  static final long HOUR = 3_600 * SECOND;

  private static final int PAGE = 3;

  private final TreeMap<String, Stored> objects = new TreeMap<>();
  private long nowNanos = 1_000 * HOUR;
  private int calls;

  private record Stored(byte[] content, long modifiedNanos) {}

  /// What goes wrong with one call.
  enum Fault {
    /// It never gets there.
    REQUEST_LOST,
    /// It has its effect, and nobody hears of it.
    ANSWER_LOST,
    /// It has its effect after the next call.
    LATE
  }

  void advance(long nanos) {
    nowNanos += nanos;
  }

  List<String> keys(String prefix) {
    return objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
  }

  void put(String key, byte[] content) {
    objects.put(key, new Stored(content, nowNanos));
  }

  void remove(String key) {
    objects.remove(key);
  }

  /// How many calls the last run took.
  int calls() {
    return calls;
  }

  <R> R run(StoreProtocol<R> protocol) {
    return run(protocol, -1, Fault.REQUEST_LOST);
  }

  /// Runs a protocol to its end; its call of that number goes wrong.
  <R> R run(StoreProtocol<R> protocol, int faultAt, Fault fault) {
    calls = 0;
    List<StoreCall> late = new ArrayList<>();
    StoreStep<R> step = protocol.begin();
    while (step instanceof StoreStep.Call<R>(var call)) {
      StoreAnswer answer = calls == faultAt ? failed(call, fault, late) : answer(call);
      if (calls > faultAt) {
        late.forEach(this::answer);
        late.clear();
      }
      calls++;
      step = protocol.answered(answer);
    }
    return ((StoreStep.Done<R>) step).result();
  }

  private StoreAnswer failed(StoreCall call, Fault fault, List<StoreCall> late) {
    if (fault == Fault.ANSWER_LOST) {
      answer(call);
    } else if (fault == Fault.LATE) {
      late.add(call);
    }
    return new StoreAnswer.Failed("a fault of the test's");
  }

  /// Begins a protocol and gives it up before its call of that number: what a crash is.
  <R> boolean crash(StoreProtocol<R> protocol, int before) {
    StoreStep<R> step = protocol.begin();
    for (int call = 0; step instanceof StoreStep.Call<R>(var next); call++) {
      if (call == before) {
        return true;
      }
      step = protocol.answered(answer(next));
    }
    return false;
  }

  /// Runs a protocol, and something else right before its call of that number, or afterwards.
  <R> R interrupted(StoreProtocol<R> protocol, int before, Runnable other) {
    StoreStep<R> step = protocol.begin();
    int call = 0;
    for (; step instanceof StoreStep.Call<R>(var next); call++) {
      if (call == before) {
        other.run();
      }
      step = protocol.answered(answer(next));
    }
    if (call <= before) {
      other.run();
    }
    return ((StoreStep.Done<R>) step).result();
  }

  StoreAnswer answer(StoreCall call) {
    return switch (call) {
      case StoreCall.Create(var key, var content) ->
          objects.putIfAbsent(key, new Stored(content, nowNanos)) == null
              ? new StoreAnswer.Created()
              : new StoreAnswer.Exists();
      case StoreCall.Read(var key, _) -> {
        Stored found = objects.get(key);
        yield found == null ? new StoreAnswer.Absent() : new StoreAnswer.Found(found.content());
      }
      case StoreCall.List(var prefix, var after) -> new StoreAnswer.Listed(page(prefix, after));
      case StoreCall.Delete(var key) -> {
        objects.remove(key);
        yield new StoreAnswer.Deleted();
      }
    };
  }

  private ObjectPage page(String prefix, String after) {
    List<ListedObject> found = new ArrayList<>();
    for (Map.Entry<String, Stored> object : objects.tailMap(after, false).entrySet()) {
      if (object.getKey().startsWith(prefix)) {
        if (found.size() == PAGE) {
          return new ObjectPage(found, true, nowNanos);
        }
        Stored stored = object.getValue();
        found.add(
            new ListedObject(object.getKey(), stored.content().length, stored.modifiedNanos()));
      }
    }
    return new ObjectPage(found, false, nowNanos);
  }
}
