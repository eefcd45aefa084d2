package dev.vivace.traceql;

import dev.vivace.traceql.ast.CanonicalText;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/// A program that prints valid queries, each followed by a zero byte: for tests of other programs
/// that read TraceQL.
///
/// ```text
///   java -cp … dev.vivace.traceql.PrintQueries SEED COUNT
/// ```
public final class PrintQueries {

  private PrintQueries() {}

  public static void main(String[] arguments) {
    RandomQueries queries = new RandomQueries(new Random(Long.parseLong(arguments[0])));
    int count = Integer.parseInt(arguments[1]);
    try (PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8)) {
      for (int i = 0; i < count; i++) {
        out.append(CanonicalText.of(queries.nextValid(i % 2 == 0))).append('\0');
      }
    }
  }
}
