package dev.vivace.storage.trace;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.bytes.Slice;
import java.util.Arrays;

/// Writes gathered spans as the fields of OTLP `TracesData`. All lengths are computed first, so no
/// content moves. The order depends on the spans alone, never on how they arrived.
///
/// ```text
/// TracesData    = ( 1: ResourceSpans )*
/// ResourceSpans = resource envelope ( 2: ScopeSpans )*
/// ScopeSpans    = scope envelope ( 2: Span )*
/// ```
final class TracesDataWriter {

  private static final int RESOURCE_SPANS = 1;
  private static final int SCOPE_SPANS = 2;
  private static final int SPANS = 2;

  private final byte[] store;
  private final EnvelopeTable resources;
  private final EnvelopeTable scopes;
  private final SpanGroups groups;
  private final SpanColumns spans;

  private final int[] spansByGroup; // grouped; within a group in the order of the answer
  private final int[] groupStarts; // group g has spansByGroup[groupStarts[g] .. groupStarts[g + 1])
  private final long[] groupOrder; // rank of the resource, then of the group, both by first span
  private final int[] groupByRank;
  private final int[] scopeSpansBytes;

  TracesDataWriter(
      byte[] store,
      EnvelopeTable resources,
      EnvelopeTable scopes,
      SpanGroups groups,
      SpanColumns spans) {
    this.store = store;
    this.resources = resources;
    this.scopes = scopes;
    this.groups = groups;
    this.spans = spans;
    int[] sorted = spans.sorted();
    groupStarts = new int[groups.count() + 1];
    spansByGroup = new int[sorted.length];
    groupOrder = new long[groups.count()];
    groupByRank = new int[groups.count()];
    scopeSpansBytes = new int[groups.count()];
    distribute(sorted);
    rank(sorted);
    measure();
  }

  void write(ProtobufWriter out) {
    int end;
    for (int i = 0; i < groupOrder.length; i = end) {
      end = endOfResource(i);
      int resource = groups.resource(group(i));
      out.writeTag(RESOURCE_SPANS, ProtobufWriter.BYTES);
      out.writeVarint(resourceSpansBytes(resource, i, end));
      writeSlice(out, resources.envelope(resource));
      for (int j = i; j < end; j++) {
        writeScopeSpans(out, group(j));
      }
    }
  }

  private void writeScopeSpans(ProtobufWriter out, int group) {
    out.writeTag(SCOPE_SPANS, ProtobufWriter.BYTES);
    out.writeVarint(scopeSpansBytes[group]);
    writeSlice(out, scopes.envelope(groups.scope(group)));
    for (int i = groupStarts[group]; i < groupStarts[group + 1]; i++) {
      long slice = spans.slice(spansByGroup[i]);
      out.writeBytesField(SPANS, store, Slice.offset(slice), Slice.length(slice));
    }
  }

  private void writeSlice(ProtobufWriter out, long slice) {
    out.writeRaw(store, Slice.offset(slice), Slice.length(slice));
  }

  private void distribute(int[] sorted) {
    for (int span : sorted) {
      groupStarts[spans.group(span) + 1]++;
    }
    for (int group = 0; group < groups.count(); group++) {
      groupStarts[group + 1] += groupStarts[group];
    }
    int[] next = Arrays.copyOf(groupStarts, groups.count());
    for (int span : sorted) {
      spansByGroup[next[spans.group(span)]++] = span;
    }
  }

  private void rank(int[] sorted) {
    int[] resourceRanks = new int[resources.count()];
    boolean[] ranked = new boolean[groups.count()];
    int resourceRank = 0;
    int groupRank = 0;
    for (int span : sorted) {
      int group = spans.group(span);
      if (ranked[group]) {
        continue;
      }
      ranked[group] = true;
      int resource = groups.resource(group);
      if (resourceRanks[resource] == 0) {
        resourceRanks[resource] = ++resourceRank;
      }
      groupOrder[groupRank] = ((long) resourceRanks[resource] << 32) | groupRank;
      groupByRank[groupRank++] = group;
    }
    Arrays.sort(groupOrder);
  }

  private void measure() {
    for (int group = 0; group < groups.count(); group++) {
      int size = Slice.length(scopes.envelope(groups.scope(group)));
      for (int i = groupStarts[group]; i < groupStarts[group + 1]; i++) {
        size += fieldBytes(Slice.length(spans.slice(spansByGroup[i])));
      }
      scopeSpansBytes[group] = size;
    }
  }

  private int resourceSpansBytes(int resource, int from, int end) {
    int size = Slice.length(resources.envelope(resource));
    for (int i = from; i < end; i++) {
      size += fieldBytes(scopeSpansBytes[group(i)]);
    }
    return size;
  }

  private int endOfResource(int from) {
    int end = from + 1;
    while (end < groupOrder.length && groupOrder[end] >>> 32 == groupOrder[from] >>> 32) {
      end++;
    }
    return end;
  }

  private int group(int index) {
    return groupByRank[(int) groupOrder[index]];
  }

  private static int fieldBytes(int contentBytes) {
    return 1 + ProtobufWriter.varintSize(contentBytes) + contentBytes;
  }
}
