package dev.vivace.traceql.metrics;

import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All groups of one run, by their values. For one thread.
final class Groups {

  private static final Value NIL = new StringValue("nil");

  private final Map<List<Value>, Group> byValues = new LinkedHashMap<>();
  private final int slots;
  private final boolean isNilShown;
  private final Shown shown;
  private final StateBudget budget;

  /// What samples take that are made for an answer: they are counted beforehand.
  record Shown(long bytesOfGroup, long bytesOfSlot) {}

  /// @param isNilShown whether rows without any of the values have the text `nil` for the first
  Groups(int slots, boolean isNilShown, Shown shown, StateBudget budget) {
    this.slots = slots;
    this.isNilShown = isNilShown;
    this.shown = shown;
    this.budget = budget;
  }

  /// The group of these values, a new one if there is none.
  ///
  /// @return null if the budget does not allow a new one
  @Nullable Group get(List<Value> values) {
    List<Value> key = isNilShown ? withNil(values) : values;
    Group known = byValues.get(key);
    if (known == null && budget.take(Group.bytes(key, slots) + shown.bytesOfGroup())) {
      known = new Group(key, slots, shown.bytesOfSlot());
      byValues.put(key, known);
    }
    return known;
  }

  private static List<Value> withNil(List<Value> values) {
    if (values.isEmpty() || !values.stream().allMatch(Nil.class::isInstance)) {
      return values;
    }
    List<Value> shown = new ArrayList<>(values);
    shown.set(0, NIL);
    return shown;
  }

  Collection<Group> all() {
    return byValues.values();
  }
}
