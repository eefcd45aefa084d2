package dev.vivace.traceql.syntax;

import dev.vivace.traceql.ast.MetricsQuery;

/// A tree of series that is in the language, not yet validated, and where its nodes stood.
public record ParsedMetrics(MetricsQuery query, Positions positions) {}
