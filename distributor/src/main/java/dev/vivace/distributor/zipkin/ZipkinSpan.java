package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.translate.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One span in the words of Zipkin's second version, into which those of the first are converted.
/// Filled by one reader, translated once, forgotten.
final class ZipkinSpan {

  /// A tag takes some 200 bytes of memory; those of one span are held together.
  static final int MAX_TAGS = 1 << 14;

  static final int MAX_ANNOTATIONS = 1 << 16;

  final SpanIds ids;
  Text name = Text.EMPTY;
  SpanKind kind = SpanKind.NONE;

  /// 0 if the sender said none.
  long timestampMicros;

  /// 0 if the sender said none.
  long durationMicros;

  Endpoint local = Endpoint.NONE;
  Endpoint remote = Endpoint.NONE;

  /// Whether it came by the first version, whose senders say more about the status.
  boolean isFirstVersion;

  private final List<Annotation> annotations = new ArrayList<>();
  private final Map<String, TagValue> tags = new LinkedHashMap<>();

  ZipkinSpan(SpanIds ids) {
    this.ids = ids;
  }

  /// In the order sent.
  List<Annotation> annotations() {
    return annotations;
  }

  /// In the order sent.
  Map<String, TagValue> tags() {
    return tags;
  }

  void addAnnotation(Annotation annotation) {
    if (annotations.size() == MAX_ANNOTATIONS) {
      throw ids.hasTooMany("annotations", MAX_ANNOTATIONS);
    }
    annotations.add(annotation);
  }

  /// Adds a tag; of a key that comes twice the last value wins, at the place of the first.
  void putTag(String key, TagValue value) {
    if (tags.size() == MAX_TAGS && !tags.containsKey(key)) {
      throw ids.hasTooMany("tags", MAX_TAGS);
    }
    tags.put(key, value);
  }
}
