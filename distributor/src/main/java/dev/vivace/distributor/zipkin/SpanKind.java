package dev.vivace.distributor.zipkin;

import java.util.Locale;

/// The kinds of spans, with OTLP's numbers.
enum SpanKind {
  NONE(0),
  INTERNAL(1),
  SERVER(2),
  CLIENT(3),
  PRODUCER(4),
  CONSUMER(5);

  private final int otlpNumber;

  SpanKind(int otlpNumber) {
    this.otlpNumber = otlpNumber;
  }

  int otlpNumber() {
    return otlpNumber;
  }

  /// The kind that a word of any case names; NONE if it names no kind.
  static SpanKind ofWord(String word) {
    return switch (word.toUpperCase(Locale.ROOT)) {
      case "INTERNAL" -> INTERNAL;
      case "SERVER" -> SERVER;
      case "CLIENT" -> CLIENT;
      case "PRODUCER" -> PRODUCER;
      case "CONSUMER" -> CONSUMER;
      default -> NONE;
    };
  }

  /// The kind with this number in `zipkin.proto`; NONE if there is none.
  static SpanKind ofProtobuf(long number) {
    return switch ((int) number) {
      case 1 -> CLIENT;
      case 2 -> SERVER;
      case 3 -> PRODUCER;
      case 4 -> CONSUMER;
      default -> NONE;
    };
  }
}
