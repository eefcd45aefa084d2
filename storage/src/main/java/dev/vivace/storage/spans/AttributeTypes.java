package dev.vivace.storage.spans;

import dev.vivace.model.span.ValueType;
import dev.vivace.storage.block.NumberOrder;

/// How types of attribute values are kept in columns.
final class AttributeTypes {

  private AttributeTypes() {}

  static boolean isNumber(int type) {
    return ValueType.ofCode(type).isNumber();
  }

  static NumberOrder order(int type) {
    return ValueType.ofCode(type) == ValueType.DOUBLE ? NumberOrder.DOUBLE : NumberOrder.SIGNED;
  }
}
