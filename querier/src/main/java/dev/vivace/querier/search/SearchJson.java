package dev.vivace.querier.search;

import dev.vivace.querier.json.JsonBytes;
import dev.vivace.querier.json.JsonFields;
import dev.vivace.querier.json.ValueJson;
import dev.vivace.traceql.result.FoundSpan;
import dev.vivace.traceql.result.FoundSpanset;
import dev.vivace.traceql.result.FoundTrace;
import dev.vivace.traceql.result.FoundTrace.ServiceCounts;
import dev.vivace.traceql.result.NamedValue;
import java.util.List;
import java.util.SortedMap;

/// A search's answer as protobuf's JSON of `tempopb.SearchResponse`, and no key more: strict
/// readers refuse unknown ones. `traces` and `metrics` are there even if they are empty.
final class SearchJson {

  private static final int TRACE_BYTES = 512;

  private final JsonBytes out;
  private final ShownValues values;
  private final boolean leftPad;

  private SearchJson(JsonBytes out, ShownValues values, boolean leftPad) {
    this.out = out;
    this.values = values;
    this.leftPad = leftPad;
  }

  static JsonBytes write(SearchAnswer answer, boolean leftPad, long maxBytes) {
    JsonBytes out = new JsonBytes((answer.traces().size() + 1) * TRACE_BYTES, maxBytes);
    new SearchJson(out, ShownValues.alike(answer.traces()), leftPad).answer(answer);
    return out;
  }

  private void answer(SearchAnswer answer) {
    JsonFields fields = new JsonFields(out);
    fields.name("traces");
    out.list(answer.traces(), this::trace);
    fields.name("metrics");
    SearchMetricsJson.write(out, answer.metrics());
    fields.end();
  }

  private void trace(FoundTrace trace) {
    JsonFields fields =
        new JsonFields(out)
            .text("traceID", SearchText.traceId(trace, leftPad))
            .text("rootServiceName", SearchText.rootServiceName(trace))
            .text("rootTraceName", trace.rootName())
            .unsigned("startTimeUnixNano", trace.startUnixNanos())
            .number("durationMs", SearchText.durationMillis(trace));
    if (!trace.spansets().isEmpty()) {
      fields.name("spanSet");
      int from = out.length();
      spanset(trace.spansets().getFirst());
      int end = out.length();
      fields.name("spanSets").raw('[').again(from, end);
      for (FoundSpanset other : trace.spansets().subList(1, trace.spansets().size())) {
        out.raw(',');
        spanset(other);
      }
      out.raw(']');
    }
    if (!trace.services().isEmpty()) {
      fields.name("serviceStats");
      services(trace.services());
    }
    fields.end();
  }

  private void services(SortedMap<String, ServiceCounts> services) {
    char before = '{';
    for (var service : services.entrySet()) {
      out.raw(before).string(service.getKey()).raw(':');
      before = ',';
      new JsonFields(out)
          .number("spanCount", service.getValue().spans())
          .number("errorCount", service.getValue().errors())
          .end();
    }
    out.raw('}');
  }

  private void spanset(FoundSpanset spanset) {
    JsonFields fields = new JsonFields(out);
    if (!spanset.spans().isEmpty()) {
      fields.name("spans");
      out.list(spanset.spans(), this::span);
    }
    fields.number("matched", spanset.matched());
    attributes(fields, spanset.attributes());
    fields.end();
  }

  private void span(FoundSpan span) {
    JsonFields fields =
        new JsonFields(out)
            .text("spanID", SearchText.spanId(span.spanId()))
            .text("name", span.name())
            .unsigned("startTimeUnixNano", span.startUnixNanos())
            .unsigned("durationNanos", span.durationNanos());
    attributes(fields, span.attributes());
    fields.end();
  }

  private void attributes(JsonFields fields, List<NamedValue> attributes) {
    if (!attributes.isEmpty()) {
      fields.name("attributes");
      out.list(attributes, this::attribute);
    }
  }

  private void attribute(NamedValue named) {
    JsonFields fields = new JsonFields(out).text("key", named.key());
    fields.name("value");
    ValueJson.write(out, values.show(named));
    fields.end();
  }
}
