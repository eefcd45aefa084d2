package dev.vivace.cli.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vivace.cli.compare.Fault;
import dev.vivace.cli.compare.FaultClass;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was checked and found. Safe for use by several threads.
public final class Report {
  private static final int MAX_EXAMPLES = 20; // of each class

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /// An example of a finding; `about` names the trace, or what else was asked for.
  private record Example(FaultClass faultClass, CheckKind kind, String about, String detail) {}

  private final Map<CheckKind, Long> checked = new EnumMap<>(CheckKind.class);
  private final Map<FaultClass, Map<CheckKind, Long>> found = new EnumMap<>(FaultClass.class);
  private final Map<FaultClass, List<Example>> examples = new EnumMap<>(FaultClass.class);
  private final Map<String, Long> figures = new LinkedHashMap<>();
  private long unanswered;
  private @Nullable String firstUnanswered;

  synchronized void checked(CheckKind kind) {
    checked.merge(kind, 1L, Long::sum);
  }

  synchronized void found(Fault fault, CheckKind kind, String about) {
    found
        .computeIfAbsent(fault.faultClass(), _ -> new EnumMap<>(CheckKind.class))
        .merge(kind, 1L, Long::sum);
    var ofClass = examples.computeIfAbsent(fault.faultClass(), _ -> new ArrayList<>());
    if (ofClass.size() < MAX_EXAMPLES) {
      ofClass.add(new Example(fault.faultClass(), kind, about, fault.detail()));
    }
  }

  synchronized void unanswered(String message) {
    unanswered++;
    if (firstUnanswered == null) {
      firstUnanswered = message;
    }
  }

  /// Adds a figure that says how much was done, under a name.
  public synchronized void figure(String name, long value) {
    figures.put(name, value);
  }

  /// How many questions were answered.
  public synchronized long checks() {
    return checked.values().stream().mapToLong(Long::longValue).sum();
  }

  /// How many findings there are.
  public synchronized long findings() {
    return found.values().stream()
        .flatMap(kinds -> kinds.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  /// How many findings of a class there are.
  public synchronized long findings(FaultClass faultClass) {
    return found.getOrDefault(faultClass, Map.of()).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  /// How many questions were not answered.
  public synchronized long unanswered() {
    return unanswered;
  }

  /// The report in lines for people.
  public synchronized String text() {
    StringBuilder text = new StringBuilder();
    figures.forEach((name, value) -> text.append("%s: %,d%n".formatted(name, value)));
    text.append("checked:%n".formatted());
    checked.forEach((kind, count) -> text.append("  %-45s %,d%n".formatted(kind.title(), count)));
    if (unanswered > 0) {
      text.append("not answered: %,d, the first: %s%n".formatted(unanswered, firstUnanswered));
    }
    for (FaultClass faultClass : FaultClass.values()) {
      text.append("%-8s %,d%n".formatted(faultClass.word(), findings(faultClass)));
      found
          .getOrDefault(faultClass, Map.of())
          .forEach((kind, count) -> text.append("  %-43s %,d%n".formatted(kind.title(), count)));
      for (Example example : examples.getOrDefault(faultClass, List.of())) {
        text.append(
            "  %s: %s: %s%n".formatted(example.about(), example.kind().title(), example.detail()));
      }
    }
    return text.toString();
  }

  /// The report as one JSON object in one line.
  public synchronized String json() {
    ObjectNode json = MAPPER.createObjectNode();
    ObjectNode figureNode = json.putObject("figures");
    figures.forEach(figureNode::put);
    ObjectNode checkedNode = json.putObject("checked");
    checked.forEach((kind, count) -> checkedNode.put(kind.name(), count));
    json.put("unanswered", unanswered);
    if (firstUnanswered != null) {
      json.put("firstUnanswered", firstUnanswered);
    }
    json.put("findings", findings());
    ObjectNode classes = json.putObject("classes");
    for (FaultClass faultClass : FaultClass.values()) {
      classes.put(faultClass.word(), findings(faultClass));
    }
    ObjectNode byCheck = json.putObject("found");
    found.forEach(
        (faultClass, kinds) -> {
          ObjectNode ofClass = byCheck.putObject(faultClass.word());
          kinds.forEach((kind, count) -> ofClass.put(kind.name(), count));
        });
    ArrayNode list = json.putArray("examples");
    examples
        .values()
        .forEach(
            ofClass ->
                ofClass.forEach(
                    example ->
                        list.addObject()
                            .put("class", example.faultClass().word())
                            .put("check", example.kind().name())
                            .put("about", example.about())
                            .put("detail", example.detail())));
    return json.toString();
  }
}
