package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.translate.OtlpRequestWriter;
import dev.vivace.distributor.translate.Text;
import dev.vivace.distributor.zipkin.TagValue.TextValue;
import org.jspecify.annotations.Nullable;

/// A link in a tag, as the OpenTelemetry collector writes it: `otlp.link.0` =
/// `traceid|spanid|tracestate|{"key":"value"}|dropped`, up to `otlp.link.127`.
///
/// @param text the tag's value; the attributes lie in `[start, end)` of its bytes
record LinkText(SpanIds ids, Text traceState, Text text, int start, int end, int dropped) {

  private static final String PREFIX = "otlp.link.";
  private static final int MAX_LINKS = 128;
  private static final int MAX_INDEX_DIGITS = 3;

  /// The number of the link that a tag with this key is; negative if it is none.
  static int index(String key) {
    int digits = key.length() - PREFIX.length();
    if (digits < 1 || digits > MAX_INDEX_DIGITS || !key.startsWith(PREFIX)) {
      return -1;
    }
    int index = 0;
    for (int i = PREFIX.length(); i < key.length(); i++) {
      char next = key.charAt(i);
      if (next < '0' || next > '9') {
        return -1;
      }
      index = index * 10 + next - '0';
    }
    return index < MAX_LINKS ? index : -1;
  }

  /// The link that a tag's value says; null if it says none.
  static @Nullable LinkText parse(TagValue value) {
    if (!(value instanceof TextValue(Text text))) {
      return null;
    }
    int first = PipedText.findPipe(text, text.offset());
    int second = first < 0 ? -1 : PipedText.findPipe(text, first + 1);
    int start = second < 0 ? -1 : PipedText.findObject(text, second + 1);
    PipedText.Tail tail = start < 0 ? null : PipedText.parseTail(text, start);
    if (tail == null) {
      return null;
    }
    SpanIds ids = new SpanIds();
    ids.setTraceId(text.bytes(), text.offset(), first - text.offset());
    ids.setId(text.bytes(), first + 1, second - first - 1);
    Text traceState = new Text(text.bytes(), second + 1, start - second - 2);
    return ids.areNumbers()
        ? new LinkText(ids, traceState, text, start, tail.objectEnd(), tail.number())
        : null;
  }

  void write(EmbeddedJson json, OtlpRequestWriter out) {
    out.beginLink(ids.traceHigh(), ids.traceLow(), ids.id(), traceState);
    json.writeAttributes(text.bytes(), start, end, out);
    out.droppedLinkAttributes(dropped);
    out.endLink();
  }
}
