package org.gauntletml.attacks.scorebased;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Margin;
import org.junit.jupiter.api.Test;

class NAttackTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(
        new NAttack(Norm.LINF, new Margin(), 3, 5, 0.1, 0.02),
        new NAttack(Norm.L2, new Margin(), 3, 5, 0.1, 0.02));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(
        new NAttack(Norm.LINF, new Margin(), 200, 50, 0.1, 0.1),
        new NAttack(Norm.L2, new Margin(), 400, 50, 0.02, 0.02));
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new NAttack(Norm.L1, new Margin(), 1, 1, 1, 1))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("NAttack: expected a norm of");
    assertThatThrownBy(() -> new NAttack(Norm.L2, new Margin(), 1, 0, 1, 1))
        .hasMessage("NAttack: expected 1 or more steps and pairs, got 1 and 0.");
    assertThatThrownBy(() -> new NAttack(Norm.L2, new Margin(), 1, 1, 1, Double.NaN))
        .hasMessage("NAttack: expected a positive sigma and rate, got 1.0 and NaN.");
  }
}
