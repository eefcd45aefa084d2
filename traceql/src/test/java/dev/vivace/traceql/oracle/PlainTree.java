package dev.vivace.traceql.oracle;

import dev.vivace.traceql.span.NestedSet;
import dev.vivace.traceql.value.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The tree of a trace: each span's parent, and numbers from the roots down.
final class PlainTree {

  private final Map<String, List<PlainSpan>> byId;
  private final IdentityHashMap<PlainSpan, List<PlainSpan>> children = new IdentityHashMap<>();
  private final IdentityHashMap<PlainSpan, NestedSet> places = new IdentityHashMap<>();

  PlainTree(List<PlainSpan> spans) {
    byId = spans.stream().collect(Collectors.groupingBy(PlainSpan::spanId));
    spans.forEach(span -> children.put(span, new ArrayList<>()));
    boolean isAmbiguous = byId.values().stream().anyMatch(same -> same.size() > 2);
    if (!isAmbiguous) {
      spans.forEach(span -> parent(span).ifPresent(parent -> children.get(parent).add(span)));
      number(spans.stream().filter(span -> span.parentSpanId().isEmpty()).toList());
    }
  }

  NestedSet place(PlainSpan span) {
    return places.getOrDefault(span, NestedSet.NOT_CONNECTED);
  }

  int childCount(PlainSpan span) {
    return children.get(span).size();
  }

  /// Client and server may share an id: a server's parent is then the client, else the server.
  private Optional<PlainSpan> parent(PlainSpan child) {
    List<PlainSpan> candidates = byId.getOrDefault(child.parentSpanId(), List.of());
    if (child.parentSpanId().isEmpty() || candidates.size() < 2) {
      return child.parentSpanId().isEmpty() ? Optional.empty() : candidates.stream().findFirst();
    }
    Kind wanted = child.kind() == Kind.SERVER ? Kind.CLIENT : Kind.SERVER;
    return candidates.stream().filter(candidate -> candidate.kind() == wanted).findFirst();
  }

  private void number(List<PlainSpan> roots) {
    int next = 1;
    Deque<PlainSpan> open = new ArrayDeque<>();
    IdentityHashMap<PlainSpan, Integer> nextChild = new IdentityHashMap<>();
    for (PlainSpan root : roots) {
      places.put(root, new NestedSet(next++, 0, -1));
      open.push(root);
      while (!open.isEmpty()) {
        PlainSpan span = open.peek();
        int index = nextChild.merge(span, 1, Integer::sum) - 1;
        NestedSet place = places.get(span);
        if (index < children.get(span).size()) {
          PlainSpan child = children.get(span).get(index);
          places.put(child, new NestedSet(next++, 0, place.left()));
          open.push(child);
        } else {
          places.put(span, new NestedSet(place.left(), next++, place.parent()));
          open.pop();
        }
      }
    }
  }
}
