package dev.vivace.querier.tags;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Scope;
import java.util.Map;

/// What values are asked of.
///
/// @param isListed whether the values of a duration are listed, as numbers: clients know only one
///   of its two names to have any
public record TagTarget(Reference reference, boolean isListed) {

  private static final int MAX_SHOWN = 100;
  private static final String LISTED_DURATION = "trace:duration";

  /// Names of the first version that are no attributes.
  private static final Map<String, Intrinsic> FIRST_VERSION =
      Map.of(
          "name", Intrinsic.NAME,
          "root.name", Intrinsic.ROOT_NAME,
          "root.service.name", Intrinsic.ROOT_SERVICE_NAME,
          "status.code", Intrinsic.STATUS,
          "status", Intrinsic.STATUS,
          "kind", Intrinsic.KIND);

  /// Reads a name of the second version: an attribute or intrinsic of the language.
  public static TagTarget parse(String name) {
    try {
      Reference reference = TraceQl.parseReference(name);
      if (reference instanceof Attribute(var scope, _) && scope.isParent()) {
        throw new InvalidRequestException(invalid(name, "the parent's attributes are not listed"));
      }
      boolean isDuration = reference instanceof IntrinsicField(var i) && isOfTrace(i);
      return new TagTarget(reference, !isDuration || name.strip().equals(LISTED_DURATION));
    } catch (QueryException e) {
      throw new InvalidRequestException(invalid(name, String.valueOf(e.getMessage())), e);
    }
  }

  /// Takes a name of the first version: a key as it is, in any scope.
  public static TagTarget ofKey(String key) {
    Intrinsic intrinsic = FIRST_VERSION.get(key);
    return new TagTarget(
        intrinsic == null ? new Attribute(Scope.UNSCOPED, key) : new IntrinsicField(intrinsic),
        true);
  }

  private static boolean isOfTrace(Intrinsic intrinsic) {
    return intrinsic == Intrinsic.TRACE_DURATION;
  }

  private static String invalid(String name, String reason) {
    String shown = name.length() > MAX_SHOWN ? name.substring(0, MAX_SHOWN) + "…" : name;
    return "please provide a valid tagName: '%s' is no attribute such as .a, span.a or resource.a, and no intrinsic (%s)"
        .formatted(shown, reason);
  }
}
