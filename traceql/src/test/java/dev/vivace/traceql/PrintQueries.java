package dev.vivace.traceql;

import dev.vivace.traceql.ast.CanonicalText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// A program that writes valid queries into a file, each followed by a zero byte: for tests of
/// other programs that read TraceQL. Every second one searches, the others may ask for metrics.
///
/// ```text
///   java -cp … dev.vivace.traceql.PrintQueries SEED COUNT FILE
/// ```
public final class PrintQueries {

  private PrintQueries() {}

  public static void main(String[] arguments) throws IOException {
    RandomQueries queries = new RandomQueries(new Random(Long.parseLong(arguments[0])));
    int count = Integer.parseInt(arguments[1]);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(CanonicalText.of(queries.nextValid(i % 2 == 0))).append('\0');
    }
    Files.writeString(Path.of(arguments[2]), text);
  }
}
