package dev.vivace.traceql.metrics;

import dev.vivace.traceql.value.Value;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All groups of one run, by their values. For one thread.
final class Groups {

  private final Map<List<Value>, Group> byValues = new LinkedHashMap<>();
  private final int slots;
  private final StateBudget budget;

  Groups(int slots, StateBudget budget) {
    this.slots = slots;
    this.budget = budget;
  }

  /// The group of these values, a new one if there is none.
  ///
  /// @return null if the budget does not allow a new one
  @Nullable Group get(List<Value> values) {
    Group known = byValues.get(values);
    if (known == null && budget.take(Group.bytes(values, slots))) {
      known = new Group(values, slots);
      byValues.put(values, known);
    }
    return known;
  }

  Collection<Group> all() {
    return byValues.values();
  }
}
