package org.gauntletml.attacks.scorebased;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Margin;
import org.junit.jupiter.api.Test;

class NesTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(brief(Norm.LINF), brief(Norm.L2));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(
        new Nes(Norm.LINF, new Margin(), 200, 25, 1e-3, 0.2, 1e-3, 0.9),
        new Nes(Norm.L2, new Margin(), 200, 50, 1e-3, 0.2, 1e-3, 0.9));
  }

  private static Nes brief(Norm norm) {
    return new Nes(norm, new Margin(), 3, 5, 1e-3, 0.2, 1e-3, 0.9);
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new Nes(Norm.L1, new Margin(), 1, 1, 1e-3, 0.2, 0.1, 0))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("NES: expected a norm of");
    assertThatThrownBy(() -> new Nes(Norm.L2, new Margin(), 0, 1, 1e-3, 0.2, 0.1, 0))
        .hasMessage("NES: expected 1 or more steps and pairs, got 0 and 1.");
    assertThatThrownBy(() -> new Nes(Norm.L2, new Margin(), 1, 1, 1e-3, 0.2, 0.3, 0))
        .hasMessageContaining("NES: expected a positive sigma and rates, the least not above");
    assertThatThrownBy(() -> new Nes(Norm.L2, new Margin(), 1, 1, 1e-3, 0.2, 0.1, 1))
        .hasMessage("NES momentum: expected a number from 0, below 1, got 1.0.");
  }
}
