package dev.vivace.traceql.table;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What `.key` reads: codes below [#spanCodes] are those of the span's column, the others, less
/// that, those of the resource's. As with [CodedColumn] the codes of rows are read late: a
/// condition that no value satisfies needs neither those of the spans nor those of the resources.
/// Thread-safe.
public final class UnscopedColumn {

  private final @Nullable CodedColumn span;
  private final @Nullable CodedColumn resource;
  private final Lazy<Codes> codes;

  private UnscopedColumn(
      @Nullable CodedColumn span, @Nullable CodedColumn resource, Supplier<Codes> reader) {
    this.span = span;
    this.resource = resource;
    this.codes = new Lazy<>(reader);
  }

  /// Combines the two columns of a key.
  ///
  /// @return null if neither is there
  public static @Nullable UnscopedColumn of(
      @Nullable CodedColumn span, @Nullable CodedColumn resource) {
    if (span == null) {
      return resource == null ? null : new UnscopedColumn(null, resource, resource::codes);
    }
    return resource == null
        ? new UnscopedColumn(span, null, span::codes)
        : of(span, resource, () -> combine(span, resource));
  }

  /// Combines two columns whose combined codes may be known to somebody.
  ///
  /// @param reader gives what [#combine] would
  public static UnscopedColumn of(CodedColumn span, CodedColumn resource, Supplier<Codes> reader) {
    return new UnscopedColumn(span, resource, reader);
  }

  /// The codes by row of two columns together: the span's where it has the key at all.
  public static Codes combine(CodedColumn span, CodedColumn resource) {
    Values values = span.values();
    int spanCodes = values.count();
    boolean[] present = new boolean[spanCodes];
    for (int code = 0; code < spanCodes; code++) {
      present[code] = values.type(code) != ValueType.MISSING;
    }
    Codes ofSpans = span.codes();
    Codes ofResources = resource.codes();
    int[] codes = new int[ofSpans.count()];
    for (int row = 0; row < codes.length; row++) {
      int code = ofSpans.get(row);
      codes[row] = present[code] ? code : spanCodes + ofResources.get(row);
    }
    return Codes.of(codes, spanCodes + resource.values().count());
  }

  /// Null if no span has the key.
  public @Nullable CodedColumn span() {
    return span;
  }

  /// Null if no resource has the key.
  public @Nullable CodedColumn resource() {
    return resource;
  }

  /// How many codes the span's column has.
  public int spanCodes() {
    return span == null ? 0 : span.values().count();
  }

  /// The codes by row.
  public Codes codes() {
    return codes.get();
  }
}
