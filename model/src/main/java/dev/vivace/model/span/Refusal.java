package dev.vivace.model.span;

/// Why a span was refused; `label` is the value of `tempo_discarded_spans_total{reason}`.
public enum Refusal {
  INVALID_TRACE_ID("invalid_trace_id"),
  INVALID_SPAN_ID("invalid_span_id"),
  MALFORMED("malformed"),
  TRACE_TOO_LARGE("trace_too_large"),
  LIVE_TRACES_EXCEEDED("live_traces_exceeded");

  private final String label;

  Refusal(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
