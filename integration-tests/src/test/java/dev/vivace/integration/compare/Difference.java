package dev.vivace.integration.compare;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;

/// Says in which fields two spans, or what belongs to them, differ.
final class Difference {
  private static final int MAX_SHOWN_CHARACTERS = 600;

  private Difference() {}

  /// A line for each field that differs; empty if the two are the same, unknown fields included.
  static List<String> between(SentSpan sent, SentSpan received) {
    List<String> lines = new ArrayList<>();
    compare("span", sent.span(), received.span(), lines);
    compare("resource", sent.resource(), received.resource(), lines);
    compare("scope", sent.scope(), received.scope(), lines);
    compare("resource schema URL", sent.resourceSchemaUrl(), received.resourceSchemaUrl(), lines);
    compare("scope schema URL", sent.scopeSchemaUrl(), received.scopeSchemaUrl(), lines);
    return lines;
  }

  private static void compare(String what, Message sent, Message received, List<String> lines) {
    // By their encodings: equals() takes all NaNs for one.
    if (sent.toByteString().equals(received.toByteString())) {
      return;
    }
    int before = lines.size();
    for (FieldDescriptor field : sent.getDescriptorForType().getFields()) {
      compare(what + "." + field.getName(), sent.getField(field), received.getField(field), lines);
    }
    compare(what + " unknown fields", sent.getUnknownFields(), received.getUnknownFields(), lines);
    if (lines.size() == before) {
      lines.add("%s: sent bytes %s, received bytes %s".formatted(what, sent, received));
    }
  }

  private static void compare(String what, Object sent, Object received, List<String> lines) {
    if (!sent.equals(received)) {
      lines.add("%s:%n  sent     %s%n  received %s".formatted(what, shown(sent), shown(received)));
    }
  }

  private static String shown(Object value) {
    String text = value.toString().replaceAll("\\s*\\n\\s*", " ");
    return text.length() <= MAX_SHOWN_CHARACTERS
        ? text
        : text.substring(0, MAX_SHOWN_CHARACTERS) + "… (" + text.length() + " characters)";
  }
}
