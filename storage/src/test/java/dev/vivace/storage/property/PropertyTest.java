package dev.vivace.storage.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PropertyTest {

  private final List<Integer> last = new ArrayList<>();

  private void sumStaysBelowTwenty(Choices choices) {
    last.clear();
    while (choices.below(10) > 0) {
      last.add(choices.below(100));
    }
    assertThat(last.stream().mapToInt(n -> n).sum()).isLessThan(20);
  }

  @Test
  void aFailingCaseIsMadeSmall() {
    assertThatThrownBy(() -> Property.check(1, 1000, "-Dseed=", this::sumStaysBelowTwenty))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("-Dseed=");
    assertThat(last).hasSize(1);
    assertThat(last.getFirst()).isBetween(20, 39);
  }

  @Test
  void aSeedDrawsTheSameNumbersAgain() {
    List<Integer> first = new ArrayList<>();
    List<Integer> second = new ArrayList<>();
    Property.check(5, "", choices -> first.add(choices.below(1_000_000)));
    Property.check(5, "", choices -> second.add(choices.below(1_000_000)));
    assertThat(second).isEqualTo(first);
  }
}
