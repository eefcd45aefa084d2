package dev.vivace.traceql.oracle;

import dev.vivace.traceql.value.Value;
import java.util.Map;

/// A resource and an instrumentation scope made by hand; resources of one index are one.
public record PlainResource(
    int index,
    Map<String, Value> attributes,
    String instrumentationName,
    String instrumentationVersion,
    Map<String, Value> instrumentationAttributes) {}
