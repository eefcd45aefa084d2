package dev.vivace.traceql.table;

import org.jspecify.annotations.Nullable;

/// What `.key` reads: codes below `spanCodes` are those of the span's column, the others, less
/// `spanCodes`, those of the resource's.
///
/// @param span null if no span has the key
/// @param resource null if no resource has the key
public record UnscopedColumn(
    @Nullable CodedColumn span, @Nullable CodedColumn resource, int spanCodes, Codes codes) {

  /// Combines the two columns of a key.
  ///
  /// @return null if neither is there
  public static @Nullable UnscopedColumn of(
      @Nullable CodedColumn span, @Nullable CodedColumn resource) {
    if (span == null) {
      return resource == null ? null : new UnscopedColumn(null, resource, 0, resource.codes());
    }
    int spanCodes = span.values().count();
    if (resource == null) {
      return new UnscopedColumn(span, null, spanCodes, span.codes());
    }
    boolean[] present = new boolean[spanCodes];
    for (int code = 0; code < spanCodes; code++) {
      present[code] = span.values().type(code) != ValueType.MISSING;
    }
    Codes ofSpans = span.codes();
    Codes ofResources = resource.codes();
    int[] codes = new int[ofSpans.count()];
    for (int row = 0; row < codes.length; row++) {
      int code = ofSpans.get(row);
      codes[row] = present[code] ? code : spanCodes + ofResources.get(row);
    }
    return new UnscopedColumn(
        span, resource, spanCodes, Codes.of(codes, spanCodes + resource.values().count()));
  }
}
