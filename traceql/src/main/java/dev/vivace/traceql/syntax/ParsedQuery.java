package dev.vivace.traceql.syntax;

import dev.vivace.traceql.ast.Query;

/// A tree that is in the language, not yet validated, and where its nodes stood.
public record ParsedQuery(Query query, Positions positions) {}
