package org.gauntletml.attacks.scorebased;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Margin;
import org.junit.jupiter.api.Test;

class SpsaTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new Spsa(new Margin(), 3, 5, 0.01, 0.01));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(new Spsa(new Margin(), 200, 64, 0.01, 0.01));
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new Spsa(new Margin(), 1, 0, 0.01, 0.01))
        .isInstanceOf(BadInput.class)
        .hasMessage("SPSA: expected 1 or more steps and pairs, got 1 and 0.");
    assertThatThrownBy(() -> new Spsa(new Margin(), 1, 1, 0, 0.01))
        .hasMessage("SPSA: expected a positive delta and rate, got 0.0 and 0.01.");
  }
}
