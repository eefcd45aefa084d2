package dev.vivace.integration.compare;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.ArrayList;
import java.util.List;

/// What is left of a message that went through JSON: no unknown fields at any level, and no sign
/// before a zero (protobuf's reader of JSON takes numbers through a decimal that has none).
public final class JsonContent {
  private JsonContent() {}

  /// What is left of a request in the API's answers: their JSON is the reference's, which knows no
  /// entity references.
  public static ExportTraceServiceRequest inAnswers(ExportTraceServiceRequest request) {
    ExportTraceServiceRequest.Builder content = of(request).toBuilder();
    content
        .getResourceSpansBuilderList()
        .forEach(
            envelope -> {
              if (envelope.hasResource()) {
                envelope.getResourceBuilder().clearEntityRefs();
              }
            });
    return content.build();
  }

  @SuppressWarnings("unchecked") // A builder of M builds an M.
  public static <M extends Message> M of(M message) {
    Message.Builder builder =
        message.toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance());
    message.getAllFields().forEach((field, value) -> builder.setField(field, of(field, value)));
    return (M) builder.build();
  }

  private static Object of(FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case DOUBLE -> (Double) value == 0 ? 0.0 : value;
      case MESSAGE -> field.isRepeated() ? ofEach((List<?>) value) : of((Message) value);
      default -> value;
    };
  }

  private static List<Message> ofEach(List<?> messages) {
    List<Message> elements = new ArrayList<>();
    for (Object message : messages) {
      elements.add(of((Message) message));
    }
    return elements;
  }
}
