package dev.vivace.traceql.syntax;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.traceql.TraceQl;
import org.junit.jupiter.api.Test;

class ErrorPositionTest {

  @Test
  void linesAndColumnsCountFromOne() {
    assertThatThrownBy(() -> TraceQl.parse("{ .a = 1 }\n  | sunm(.b) > 2"))
        .hasMessageStartingWith("2:5: found 'sunm'")
        .hasMessageEndingWith("did you mean 'sum'?");
  }

  @Test
  void aCharacterBeyondSixteenBitsIsOneColumn() {
    assertThatThrownBy(() -> TraceQl.parse("{ .a = `😀` ? }")).hasMessageStartingWith("1:12: ");
  }

  @Test
  void equalExpressionsAtTwoPlacesHaveTwoPositions() {
    assertThatThrownBy(() -> TraceQl.parse("{ name = `a` && (name = 5) }"))
        .hasMessageStartingWith("1:18: ");
  }

  @Test
  void aLineBreakEndsALineCommentAndAStringInQuotes() {
    assertThatThrownBy(() -> TraceQl.parse("{ // } \n .a = \"x\ny\" }"))
        .hasMessageStartingWith("2:7: the string is not closed");
  }
}
