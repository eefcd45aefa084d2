package dev.vivace.integration.search;

import dev.vivace.integration.process.TestRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Reads the tables of examples: cells between tabs, lines that begin with `#` are comments.
final class Rows {

  private Rows() {}

  static List<List<String>> of(String name) {
    Path file = TestRun.resource("search/" + name);
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> List.of(line.split("\t", -1)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
