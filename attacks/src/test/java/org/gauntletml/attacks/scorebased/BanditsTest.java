package org.gauntletml.attacks.scorebased;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Margin;
import org.junit.jupiter.api.Test;

class BanditsTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(brief(Norm.LINF), brief(Norm.L2));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(
        new Bandits(Norm.LINF, new Margin(), 2000, 0.1, 0.02, 1, 1, 1),
        new Bandits(Norm.L2, new Margin(), 2000, 0.01, 0.05, 0.1, 0.01, 1));
  }

  private static Bandits brief(Norm norm) {
    return new Bandits(norm, new Margin(), 6, 0.1, 0.2, 1, 1, 0.5);
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new Bandits(Norm.L0, new Margin(), 1, 1, 1, 1, 1, 1))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("Bandits: expected a norm of");
    assertThatThrownBy(() -> new Bandits(Norm.L2, new Margin(), 0, 1, 1, 1, 1, 1))
        .hasMessage("Bandits: expected 1 or more steps, got 0.");
    assertThatThrownBy(() -> new Bandits(Norm.L2, new Margin(), 1, 1, 1, 0, 1, 1))
        .hasMessageContaining("Bandits: expected a positive probe, rate, prior rate and");
    assertThatThrownBy(() -> new Bandits(Norm.L2, new Margin(), 1, 1, 1, 1, 1, 2))
        .hasMessage("Bandits share: expected a number above 0, at most 1, got 2.0.");
  }
}
