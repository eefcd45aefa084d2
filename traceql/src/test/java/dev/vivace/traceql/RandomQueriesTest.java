package dev.vivace.traceql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.extract.CarriedFields;
import dev.vivace.traceql.extract.SeenTypes;
import dev.vivace.traceql.oracle.Oracle;
import dev.vivace.traceql.oracle.OracleSpanset;
import dev.vivace.traceql.oracle.PlainTrace;
import dev.vivace.traceql.oracle.WorkedTraces;
import dev.vivace.traceql.rewrite.FlipLiterals;
import dev.vivace.traceql.rewrite.FoldConstants;
import dev.vivace.traceql.syntax.QueryParser;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RandomQueriesTest {

  private static final int QUERIES = 3_000;

  private final long seed = new Random().nextLong();

  @Test
  void whatIsPrintedReadsBackAsTheSameTree() {
    RandomQueries queries = new RandomQueries(new Random(seed));
    for (int i = 0; i < QUERIES; i++) {
      Query query = queries.next();
      String text = CanonicalText.of(query);

      assertThat(QueryParser.parse(text).query()).as("seed %d: %s", seed, text).isEqualTo(query);
    }
  }

  @Test
  void everyValidQueryIsAnsweredAndRewritingItTwiceChangesNothing() {
    RandomQueries queries = new RandomQueries(new Random(seed));
    for (int i = 0; i < QUERIES / 5; i++) {
      Query query = queries.nextValid(true);
      String context = "seed %d: %s".formatted(seed, CanonicalText.of(query));
      Query rewritten = FlipLiterals.apply(FoldConstants.apply(query));

      assertThat(FlipLiterals.apply(FoldConstants.apply(rewritten)))
          .as(context)
          .isEqualTo(rewritten);
      assertThat(SeenTypes.of(rewritten)).as(context).isNotNull();
      assertThat(CarriedFields.of(rewritten)).as(context).doesNotContainNull();
      for (PlainTrace trace : WorkedTraces.all()) {
        for (OracleSpanset spanset : Oracle.answer(query, trace)) {
          assertThat(spanset.spans()).as(context).isNotEmpty().doesNotHaveDuplicates();
          assertThat(Oracle.carried(query, trace, spanset.spans().getFirst()))
              .as(context)
              .doesNotContainNull();
        }
      }
    }
  }
}
