package dev.vivace.storage.scan;

import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Kind;
import dev.vivace.traceql.value.Status;

/// Values by other codes. Texts and arrays are shared, not copied.
final class ValueCopies {

  private static final Kind[] KINDS = Kind.values();
  private static final Status[] STATUSES = Status.values();

  private ValueCopies() {}

  /// Values of which the `i`-th is that of `codes[i]`.
  static Values of(Values source, int[] codes) {
    Values.Builder target = new Values.Builder();
    for (int code : codes) {
      add(source, code, target);
    }
    return target.build();
  }

  private static int add(Values source, int code, Values.Builder target) {
    return switch (source.type(code)) {
      case MISSING -> target.addMissing();
      case OPAQUE -> target.addOpaque();
      case STRING -> target.addText(source.bytes(code), source.offset(code), source.length(code));
      case INT -> target.addInt(source.number(code));
      case FLOAT -> target.addFloat(Double.longBitsToDouble(source.number(code)));
      case BOOL -> target.addBool(source.number(code) != 0);
      case STATUS -> target.addStatus(STATUSES[(int) source.number(code)]);
      case KIND -> target.addKind(KINDS[(int) source.number(code)]);
      case ARRAY -> target.addArray(source.array(code));
    };
  }
}
