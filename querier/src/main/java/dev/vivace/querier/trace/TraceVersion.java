package dev.vivace.querier.trace;

import dev.vivace.querier.api.AnswerFormat;
import dev.vivace.transport.http.HttpResponse;

/// The two versions of the endpoint: one lookup, two ways to answer.
public enum TraceVersion {
  V1 {
    @Override
    HttpResponse answer(FoundTrace trace, AnswerFormat format) {
      return TraceAnswerV1.of(trace, format);
    }
  },
  V2 {
    @Override
    HttpResponse answer(FoundTrace trace, AnswerFormat format) {
      return TraceAnswerV2.of(trace, format);
    }
  };

  abstract HttpResponse answer(FoundTrace trace, AnswerFormat format);
}
