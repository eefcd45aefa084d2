package dev.vivace.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LineEncoderTest {

  private static final String HOSTILE = "a\nb\r\"c\" \u001b[31m\u2028\u202e\u0085 =\\";

  private static LoggingEvent event(String message) {
    Logger logger = new LoggerContext().getLogger("dev.vivace.Some");
    LoggingEvent event = new LoggingEvent("", logger, Level.WARN, message, null, null);
    event.setInstant(Instant.parse("2026-11-21T10:00:00.123Z"));
    return event;
  }

  private static String line(LineEncoder.LineFormat format, LoggingEvent event) {
    return new String(new LineEncoder(format).encode(event), StandardCharsets.UTF_8);
  }

  @Test
  void logfmtQuotesWhatNeedsIt() {
    LoggingEvent event = event("port taken");
    event.setKeyValuePairs(List.of(new KeyValuePair("port", 3200), new KeyValuePair("a b", "")));
    assertThat(line(new LogfmtLine(), event))
        .isEqualTo(
            "level=warn ts=2026-11-21T10:00:00.123Z logger=Some msg=\"port taken\" port=3200 a_b=\"\"\n");
  }

  @Test
  void nothingInAnEventCanForgeALine() {
    for (LineEncoder.LineFormat format : List.of(new LogfmtLine(), new JsonLine())) {
      LoggingEvent event = event(HOSTILE);
      event.setKeyValuePairs(List.of(new KeyValuePair("k\n", HOSTILE)));
      String line = line(format, event);
      assertThat(line).endsWith("\n");
      assertThat(line.strip().chars())
          .noneMatch(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c == 0x202e);
    }
  }

  @Test
  void jsonIsJsonAndCarriesExceptions() throws Exception {
    LoggingEvent event =
        new LoggingEvent(
            "",
            new LoggerContext().getLogger("dev.vivace.Some"),
            Level.ERROR,
            HOSTILE,
            new IllegalStateException("deep\nreason"),
            null);
    JsonNode json = new ObjectMapper().readTree(line(new JsonLine(), event));
    assertThat(json.get("msg").asText()).isEqualTo(HOSTILE);
    assertThat(json.get("level").asText()).isEqualTo("error");
    assertThat(json.get("error").asText())
        .contains("IllegalStateException: deep\nreason")
        .contains("at dev.vivace.server.logging.LineEncoderTest");
  }
}
