package dev.vivace.traceql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Test cases kept as files: one a line, columns separated by tabs, `#` before comments.
public final class Corpus {

  private Corpus() {}

  public static Stream<List<String>> rows(String file) {
    String path = "/dev/vivace/traceql/" + file;
    try (InputStream stream = Corpus.class.getResourceAsStream(path)) {
      if (stream == null) {
        throw new IllegalStateException("no resource " + path);
      }
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> Arrays.asList(line.split("\t", -1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
