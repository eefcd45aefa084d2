package dev.vivace.integration.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.proto.tempopb.SearchResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

  @Test
  void protobufsOwnWritingIsRead() {
    String json =
        """
        {"traces":[{"traceID":"1","startTimeUnixNano":"7","durationMs":3,"spanSets":[]}],
         "metrics":{}}""";

    SearchResponse answer = StrictJson.read(json, SearchResponse.getDefaultInstance());
    assertThat(answer.getTraces(0).getStartTimeUnixNano()).isEqualTo(7);
    assertThat(answer.hasMetrics()).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{\"status\":\"PARTIAL\"}",
        "{\"traces\":[{\"traceId\":\"1\"}]}",
        "{\"traces\":[{\"start_time_unix_nano\":\"7\"}]}",
        "{\"traces\":[{\"startTimeUnixNano\":7}]}",
        "{\"traces\":[{\"durationMs\":\"3\"}]}",
        "{\"traces\":[{\"durationMs\":0}]}",
        "{\"traces\":null}",
        "{\"metrics\":{}} {}",
        "{\"metrics\":{},\"metrics\":{}}",
        "[]",
      })
  void anyOtherWritingIsRefused(String json) {
    assertThatThrownBy(() -> StrictJson.read(json, SearchResponse.getDefaultInstance()))
        .isInstanceOf(AssertionError.class);
  }
}
