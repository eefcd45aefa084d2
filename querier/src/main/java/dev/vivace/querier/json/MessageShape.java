package dev.vivace.querier.json;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The fields of a message that JSON shows. All others are unknown to it. Shapes may contain
/// themselves, so the fields come after construction.
final class MessageShape {

  private List<FieldShape> fields = List.of();
  private @Nullable FieldShape[] byNumber = new FieldShape[0];

  MessageShape with(FieldShape... shapes) {
    fields = List.of(shapes);
    int highest = 0;
    for (FieldShape field : shapes) {
      highest = Math.max(highest, field.tag() >>> 3);
    }
    byNumber = new FieldShape[highest + 1];
    for (FieldShape field : shapes) {
      byNumber[field.tag() >>> 3] = field;
    }
    return this;
  }

  List<FieldShape> fields() {
    return fields;
  }

  /// The field of this tag; null if its number is unknown or its wire type is another.
  @Nullable FieldShape field(int tag) {
    int number = tag >>> 3;
    FieldShape field = number < byNumber.length ? byNumber[number] : null;
    return field != null && field.tag() == tag ? field : null;
  }

  /// Whether the message is nothing but a choice of one value.
  boolean isChoice() {
    return fields.getFirst().alternative();
  }
}
