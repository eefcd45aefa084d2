package dev.vivace.storage.scan;

import dev.vivace.storage.scan.DecodedColumns.Part;
import dev.vivace.storage.spans.SpanSchema;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.Codes;
import dev.vivace.traceql.table.UnscopedColumn;
import dev.vivace.traceql.table.Values;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The attributes of spans, their resources and their scopes, by row of spans. Of a resource's
/// attribute there is a value a resource, of a scope's one a span template: their rows need no
/// codes of their own. Thread-safe.
final class SpanAttributes {

  private final RowGroup rowGroup;
  private final SpanColumns spans;
  private final TemplateTexts templates;
  private final Map<ScopedKey, Optional<CodedColumn>> columns = new ConcurrentHashMap<>();
  private final Map<String, Optional<UnscopedColumn>> unscoped = new ConcurrentHashMap<>();

  SpanAttributes(RowGroup rowGroup, SpanColumns spans, TemplateTexts templates) {
    this.rowGroup = rowGroup;
    this.spans = spans;
    this.templates = templates;
  }

  private record ScopedKey(Scope scope, String key) {}

  /// The number of the table whose rows own the attributes of a scope.
  static int owner(Scope scope) {
    return switch (scope) {
      case SPAN -> SpanSchema.SPANS;
      case RESOURCE -> SpanSchema.RESOURCES;
      case INSTRUMENTATION -> SpanSchema.SCOPES;
      case EVENT -> SpanSchema.EVENTS;
      case LINK -> SpanSchema.LINKS;
      case UNSCOPED, PARENT, PARENT_SPAN, PARENT_RESOURCE ->
          throw new IllegalArgumentException("nothing is stored under scope " + scope);
    };
  }

  @Nullable CodedColumn column(Scope scope, String key) {
    return columns
        .computeIfAbsent(new ScopedKey(scope, key), k -> Optional.ofNullable(read(k)))
        .orElse(null);
  }

  private @Nullable CodedColumn read(ScopedKey key) {
    int owner = owner(key.scope());
    return switch (key.scope()) {
      case SPAN -> rowGroup.attribute(owner, key.key());
      case RESOURCE -> {
        Values values = ofOwners(owner, key.key());
        yield values == null ? null : new CodedColumn(values, spans::resources);
      }
      case INSTRUMENTATION -> {
        Values values = ofOwners(owner, key.key());
        yield values == null ? null : rowGroup.byTemplate(SpanSchema.SPANS, values);
      }
      default ->
          throw new IllegalArgumentException(
              "scope " + key.scope() + " (expected: SPAN, RESOURCE or INSTRUMENTATION)");
    };
  }

  /// The values of a key by resource, or by span template if scopes have it; null if none has it.
  private @Nullable Values ofOwners(int owner, String key) {
    if (!rowGroup.has(owner, key)) {
      return null;
    }
    return rowGroup.get(
        owner,
        Part.ATTRIBUTE_VALUES,
        key,
        RowMask.NONE,
        Values.class,
        () -> RowGroup.ofValues(readOfOwners(owner, key)));
  }

  private Values readOfOwners(int owner, String key) {
    AttributeValues values = new AttributeDecoder(rowGroup, owner, key).decode();
    RowPlan plan = values.plan();
    Codes codes =
        plan == null ? TemplateRows.read(rowGroup, owner).codes() : plan.read(rowGroup, owner, key);
    int[] owners = new int[codes.count()];
    for (int i = 0; i < owners.length; i++) {
      owners[i] = codes.get(i);
    }
    if (owner == SpanSchema.RESOURCES) {
      return ValueCopies.of(values.values(), owners);
    }
    int[] scopes = templates.scopes();
    for (int template = 0; template < scopes.length; template++) {
      scopes[template] = owners[scopes[template]];
    }
    return ValueCopies.of(values.values(), scopes);
  }

  @Nullable UnscopedColumn unscoped(String key) {
    return unscoped.computeIfAbsent(key, k -> Optional.ofNullable(readUnscoped(k))).orElse(null);
  }

  private @Nullable UnscopedColumn readUnscoped(String key) {
    CodedColumn span = column(Scope.SPAN, key);
    CodedColumn resource = column(Scope.RESOURCE, key);
    if (span == null || resource == null) {
      return UnscopedColumn.of(span, resource);
    }
    return UnscopedColumn.of(
        span,
        resource,
        () ->
            rowGroup.get(
                SpanSchema.SPANS,
                Part.UNSCOPED_CODES,
                key,
                RowMask.NONE,
                Codes.class,
                () -> RowGroup.ofCodes(UnscopedColumn.combine(span, resource))));
  }
}
