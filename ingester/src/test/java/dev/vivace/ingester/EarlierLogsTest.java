package dev.vivace.ingester;

import static dev.vivace.ingester.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.vivace.storage.object.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class EarlierLogsTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(EarlierLogs.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  @TempDir Path folder;
  private IngesterFixture fixture;

  @BeforeEach
  void start() {
    logger.setLevel(Level.WARN);
    logger.addAppender(logged);
    logged.start();
    fixture = new IngesterFixture(folder).start();
    fixture.append(span(1, 1));
    fixture.cut(Duration.ofSeconds(61));
  }

  @AfterEach
  void close() {
    logger.detachAppender(logged);
    logger.setLevel(null);
    fixture.close();
  }

  @Test
  void whatNamesNoLogIsPassedOverWithOneWarningAndTheOtherLogsAreServed() {
    fixture.store.createIfAbsent("=log/old-log/0/00000000000000000000", new Text("x"));
    fixture.store.createIfAbsent("=log/old-log/0/00000000000000000001", new Text("x"));

    assertThat(new EarlierLogs(fixture.store, UUID.randomUUID()).blocks()).hasSize(1);

    assertThat(logged.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .filteredOn(message -> message.contains("old-log"))
        .singleElement()
        .asString()
        .contains("'=log/old-log'", "expected: a UUID", "move it out");
  }

  @Test
  void aFileBesideTheFoldersOfLogsIsPassedOver() {
    fixture.store.createIfAbsent("=log/README", new Text("x"));

    assertThat(new EarlierLogs(fixture.store, UUID.randomUUID()).blocks()).hasSize(1);
  }

  private record Text(String text) implements ObjectStore.ObjectContent {

    @Override
    public long length() {
      return text.length();
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
