package dev.vivace.distributor.translate;

import static dev.vivace.model.bytes.ProtobufWriter.varintSize;

import dev.vivace.model.bytes.ProtobufWriter;
import java.util.Arrays;

/// Which spans of a request share resource and scope. Spans stay where they were written; their
/// order by group is worked out once, when the request is put together.
///
/// ```text
///   request = resource with spans*   in the order in which the resources came
///     ResourceSpans = 1 resource  2 scope with spans*
///       ScopeSpans  = 1 scope     2 span*       as they came
/// ```
final class ScopeGroups {

  private static final int SENDER = 1;
  private static final int FIRST_ENTRIES = 8;
  private static final int RESOURCE_SPANS = 1;
  private static final int SCOPE_SPANS = 2;
  private static final int NONE = -1;

  /// Tags and lengths around a group and its resource, and its entries while it is put together.
  private static final int GROUP_OVERHEAD_BYTES = 64;

  /// Key: the resource's number, then the scope.
  private final Envelopes scopes = new Envelopes();

  private final ProtobufWriter key = new ProtobufWriter(256);
  private int[] groupResources = new int[FIRST_ENTRIES];
  private int[] spanGroups = new int[FIRST_ENTRIES];
  private int[] spanEnds = new int[FIRST_ENTRIES];
  private int spanCount;

  /// The number of the group with this resource and this scope.
  int find(int resource, ProtobufWriter scope) {
    key.clear();
    key.writeVarint(resource);
    key.writeRaw(scope.bytes(), 0, scope.length());
    int group = scopes.add(key.bytes(), key.length());
    if (group >= groupResources.length) {
      groupResources = Arrays.copyOf(groupResources, groupResources.length * 2);
    }
    groupResources[group] = resource;
    return group;
  }

  /// Adds the span whose bytes, with tag and length, end at `end` and begin where the last ended.
  void addSpan(int group, int end) {
    if (spanCount == spanEnds.length) {
      spanEnds = Arrays.copyOf(spanEnds, spanCount * 2);
      spanGroups = Arrays.copyOf(spanGroups, spanCount * 2);
    }
    spanGroups[spanCount] = group;
    spanEnds[spanCount++] = end;
  }

  int spanCount() {
    return spanCount;
  }

  int contentBytes() {
    return scopes.contentBytes();
  }

  /// What is held, and what [#assemble] will take beside the request itself.
  long capacityBytes() {
    return scopes.capacityBytes()
        + key.bytes().length
        + (long) Integer.BYTES * (groupResources.length + 2L * spanEnds.length + spanCount)
        + (long) GROUP_OVERHEAD_BYTES * scopes.count();
  }

  /// The whole request.
  byte[] assemble(Envelopes resources, byte[] spans, int maxBytes) {
    int[] order = spansByGroup();
    long[] scopeSizes = scopeSizes();
    long[] resourceSizes = resourceSizes(resources, scopeSizes);
    long size = 0;
    for (long resourceSize : resourceSizes) {
      size += resourceSize == 0 ? 0 : fieldSize(resourceSize);
    }
    if (size > maxBytes) {
      throw OtlpRequestWriter.tooLarge(maxBytes);
    }
    int[] firstGroups = new int[resources.count()];
    int[] nextGroups = chainGroups(firstGroups);
    int[] firstSpans = firstSpans();
    ProtobufWriter out = new ProtobufWriter((int) size);
    for (int resource = 0; resource < resources.count(); resource++) {
      if (resourceSizes[resource] > 0) {
        openField(out, RESOURCE_SPANS, resourceSizes[resource]);
        writeSender(out, resources.bytes(), resources.start(resource), resources.length(resource));
        for (int group = firstGroups[resource]; group != NONE; group = nextGroups[group]) {
          writeGroup(out, group, scopeSizes[group], spans, order, firstSpans);
        }
      }
    }
    return out.bytes().length == out.length() ? out.bytes() : out.toByteArray();
  }

  private void writeGroup(
      ProtobufWriter out, int group, long size, byte[] spans, int[] order, int[] firstSpans) {
    if (size == 0) {
      return;
    }
    openField(out, SCOPE_SPANS, size);
    writeSender(out, scopes.bytes(), scopeStart(group), scopeLength(group));
    for (int i = firstSpans[group]; i < firstSpans[group + 1]; i++) {
      int start = spanStart(order[i]);
      out.writeRaw(spans, start, spanEnds[order[i]] - start);
    }
  }

  /// The size of each group's `ScopeSpans`; 0 if it has no spans.
  private long[] scopeSizes() {
    long[] sizes = new long[scopes.count()];
    for (int span = 0; span < spanCount; span++) {
      sizes[spanGroups[span]] += spanEnds[span] - spanStart(span);
    }
    for (int group = 0; group < sizes.length; group++) {
      sizes[group] += sizes[group] == 0 ? 0 : senderSize(scopeLength(group));
    }
    return sizes;
  }

  /// The size of each resource's `ResourceSpans`; 0 if it has no spans.
  private long[] resourceSizes(Envelopes resources, long[] scopeSizes) {
    long[] sizes = new long[resources.count()];
    for (int group = 0; group < scopeSizes.length; group++) {
      sizes[groupResources[group]] += scopeSizes[group] == 0 ? 0 : fieldSize(scopeSizes[group]);
    }
    for (int resource = 0; resource < sizes.length; resource++) {
      sizes[resource] += sizes[resource] == 0 ? 0 : senderSize(resources.length(resource));
    }
    return sizes;
  }

  /// Sets the first group of each resource, and returns the next of each group.
  private int[] chainGroups(int[] firstGroups) {
    Arrays.fill(firstGroups, NONE);
    int[] nextGroups = new int[scopes.count()];
    for (int group = scopes.count() - 1; group >= 0; group--) {
      nextGroups[group] = firstGroups[groupResources[group]];
      firstGroups[groupResources[group]] = group;
    }
    return nextGroups;
  }

  /// Where each group's spans begin in the order by group; one entry more for the end.
  private int[] firstSpans() {
    int[] first = new int[scopes.count() + 1];
    for (int span = 0; span < spanCount; span++) {
      first[spanGroups[span] + 1]++;
    }
    for (int group = 0; group < scopes.count(); group++) {
      first[group + 1] += first[group];
    }
    return first;
  }

  private int[] spansByGroup() {
    int[] next = firstSpans();
    int[] order = new int[spanCount];
    for (int span = 0; span < spanCount; span++) {
      order[next[spanGroups[span]]++] = span;
    }
    return order;
  }

  private int spanStart(int span) {
    return span == 0 ? 0 : spanEnds[span - 1];
  }

  private int scopeStart(int group) {
    return scopes.start(group) + varintSize(groupResources[group]);
  }

  private int scopeLength(int group) {
    return scopes.length(group) - varintSize(groupResources[group]);
  }

  private static void writeSender(ProtobufWriter out, byte[] bytes, int offset, int length) {
    if (length > 0) {
      out.writeBytesField(SENDER, bytes, offset, length);
    }
  }

  private static long senderSize(int length) {
    return length == 0 ? 0 : fieldSize(length);
  }

  private static void openField(ProtobufWriter out, int field, long size) {
    out.writeTag(field, ProtobufWriter.BYTES);
    out.writeVarint(size);
  }

  /// The size of a length-delimited field with a tag of one byte.
  private static long fieldSize(long contentSize) {
    return 1 + varintSize(contentSize) + contentSize;
  }
}
