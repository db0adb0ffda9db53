package org.gauntletml.attacks.scorebased;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Margin;
import org.junit.jupiter.api.Test;

class ParsimoniousTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(
        new Parsimonious(new Margin(), 40, 2, 64), new Parsimonious(new Margin(), 40, 8, 3));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(
        new Parsimonious(new Margin(), 200, 2, 64), new Parsimonious(new Margin(), 300, 2, 5));
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new Parsimonious(new Margin(), 0, 1, 1))
        .isInstanceOf(BadInput.class)
        .hasMessage("parsimonious attack: expected 1 or more queries, got 0.");
    assertThatThrownBy(() -> new Parsimonious(new Margin(), 1, 1, 0))
        .hasMessage(
            "parsimonious attack: expected 1 or more blocks across and together, got 1 and 0.");
  }
}
