package dev.vivace.storage.view;

import dev.vivace.storage.head.AttributeStore;
import dev.vivace.storage.head.ByteDictionary;
import dev.vivace.storage.head.EnvelopeStore;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.head.Tuples;
import dev.vivace.storage.head.ValueColumn;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.Codes;
import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Kind;
import dev.vivace.traceql.value.Status;
import java.util.function.Supplier;

/// Reads columns of a head as it was at one moment, all under the head's read lock. Keeps none.
final class HeadColumns {

  private static final int PROTO_OK = 1;
  private static final int PROTO_ERROR = 2;

  private final LiveHead head;
  private final int[] order;
  private final int[] templates;
  private final int templateCount;

  /// @param order by row the head's row
  /// @param templates by row, all below `templateCount`
  HeadColumns(LiveHead head, int[] order, int[] templates, int templateCount) {
    this.head = head;
    this.order = order;
    this.templates = templates;
    this.templateCount = templateCount;
  }

  /// The texts of a dictionary that these codes use: a growing dictionary is never looked into
  /// beyond them.
  static Values texts(ByteDictionary dictionary, int[] codes) {
    int count = 0;
    for (int code : codes) {
      count = Math.max(count, code + 1);
    }
    Values.Builder values = new Values.Builder();
    for (int code = 0; code < count; code++) {
      values.addText(dictionary.array(code), dictionary.offset(code), dictionary.length(code));
    }
    return values.build();
  }

  /// End minus start, never negative.
  long[] durations(long[] starts) {
    long[] durations = new long[order.length];
    for (int row = 0; row < durations.length; row++) {
      long end = head.endNanos(order[row]);
      boolean isLater = Long.compareUnsigned(end, starts[row]) > 0;
      durations[row] = isLater ? Math.max(0, end - starts[row]) : 0;
    }
    return durations;
  }

  long[] parentIds() {
    long[] parents = new long[order.length];
    for (int row = 0; row < parents.length; row++) {
      parents[row] = head.parentId(order[row]);
    }
    return parents;
  }

  /// By row the ordinal of its resource.
  int[] resources() {
    int[] codes = new int[order.length];
    for (int row = 0; row < codes.length; row++) {
      codes[row] = head.resource(order[row]);
    }
    return codes;
  }

  /// Above all of these ordinals.
  static int ownerCount(int[] owners) {
    int count = 0;
    for (int owner : owners) {
      count = Math.max(count, owner + 1);
    }
    return count;
  }

  private static long[] used(int[] owners, int ownerCount) {
    long[] used = Bits.none(ownerCount);
    for (int owner : owners) {
      Bits.set(used, owner);
    }
    return used;
  }

  /// An element of the templates by row.
  int[] ofTemplates(int element) {
    Tuples tuples = head.templates();
    int[] elements = new int[templateCount];
    for (int template = 0; template < templateCount; template++) {
      elements[template] = tuples.get(template, element);
    }
    int[] rows = new int[templates.length];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = elements[templates[row]];
    }
    return rows;
  }

  CodedColumn names() {
    int[] codes = ofTemplates(LiveHead.NAME);
    Values values = texts(head.names(), codes);
    return new CodedColumn(values, Codes.of(codes, values.count()));
  }

  CodedColumn statuses() {
    Values.Builder values = new Values.Builder();
    for (Status status : Status.values()) {
      values.addStatus(status);
    }
    int[] codes = ofTemplates(LiveHead.STATUS);
    for (int row = 0; row < codes.length; row++) {
      codes[row] = statusOf(codes[row]).ordinal();
    }
    return new CodedColumn(values.build(), Codes.of(codes, values.count()));
  }

  private static Status statusOf(int number) {
    return switch (number) {
      case PROTO_OK -> Status.OK;
      case PROTO_ERROR -> Status.ERROR;
      default -> Status.UNSET;
    };
  }

  CodedColumn kinds() {
    Values.Builder values = new Values.Builder();
    for (Kind kind : Kind.values()) {
      values.addKind(kind);
    }
    int[] codes = ofTemplates(LiveHead.KIND);
    for (int row = 0; row < codes.length; row++) {
      // Numbers that OTLP does not define count as unspecified.
      codes[row] = codes[row] >= 0 && codes[row] < values.count() ? codes[row] : 0;
    }
    return new CodedColumn(values.build(), Codes.of(codes, values.count()));
  }

  CodedColumn statusMessages() {
    return textsOf(head.statusMessages(), order.length).of(order);
  }

  /// @param scopes by row the ordinal of its scope
  static CodedColumn ofScopes(ValueColumn texts, int[] scopes) {
    return textsOf(texts, ownerCount(scopes)).of(scopes);
  }

  /// Texts by owner, empty where there is none.
  private static OwnerColumn textsOf(ValueColumn column, int ownerCount) {
    Values.Builder values = new Values.Builder();
    values.addText(new byte[0], 0, 0);
    int[] codes = new int[ownerCount];
    ByteDictionary texts = column.texts();
    int end = column.firstIndexFrom(ownerCount);
    for (int i = 0; i < end; i++) {
      int code = column.code(i);
      while (values.count() <= code + 1) {
        int next = values.count() - 1;
        values.addText(texts.array(next), texts.offset(next), texts.length(next));
      }
      codes[column.row(i)] = code + 1;
    }
    return new OwnerColumn(values.build(), codes);
  }

  /// The attributes of a scope as far as the view sees them.
  ///
  /// @param owners by row the ordinal of its resource or scope; of no use for other scopes
  OwnerAttributes attributes(Scope scope, Supplier<int[]> owners) {
    return switch (scope) {
      case SPAN -> new OwnerAttributes(head.attributes(), order.length, null);
      case RESOURCE -> ofEnvelopes(head.resources(), owners.get());
      case INSTRUMENTATION -> ofEnvelopes(head.scopes(), owners.get());
      case EVENT -> ofOwned(head.events().attributes(), head.events().firstOf(order.length));
      case LINK -> ofOwned(head.links().attributes(), head.links().firstOf(order.length));
      case UNSCOPED, PARENT, PARENT_SPAN, PARENT_RESOURCE ->
          throw new IllegalArgumentException(
              "scope %s (expected: one that attributes are kept by)".formatted(scope));
    };
  }

  private static OwnerAttributes ofEnvelopes(EnvelopeStore store, int[] owners) {
    int count = ownerCount(owners);
    return new OwnerAttributes(store.attributes(), count, used(owners, count));
  }

  private static OwnerAttributes ofOwned(AttributeStore store, int count) {
    return new OwnerAttributes(store, count, null);
  }
}
