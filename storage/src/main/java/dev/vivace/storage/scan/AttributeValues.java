package dev.vivace.storage.scan;

import dev.vivace.traceql.table.Values;
import org.jspecify.annotations.Nullable;

/// The values that the rows of an owner have for one key, and how the codes of the rows are found.
///
/// @param plan null if the template decides: the codes are then those of the templates
record AttributeValues(Values values, @Nullable RowPlan plan) {

  long memoryBytes() {
    return values.memoryBytes() + (plan == null ? 0 : plan.memoryBytes());
  }
}
