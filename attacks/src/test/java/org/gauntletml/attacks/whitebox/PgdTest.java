package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.Dlr;
import org.gauntletml.models.Margin;
import org.junit.jupiter.api.Test;

class PgdTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(
        brief(Norm.LINF),
        brief(Norm.L2),
        brief(Norm.L1),
        Pgd.basicIterative(Norm.LINF),
        new Pgd(Norm.L2, new Margin(), 5, StepRule.perEpsilon(0.3), true, 3));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(
        Pgd.of(Norm.LINF), Pgd.of(Norm.L2), Pgd.of(Norm.L1), Pgd.basicIterative(Norm.LINF));
  }

  private static Pgd brief(Norm norm) {
    return new Pgd(norm, new CrossEntropy(), 8, StepRule.travel(2.5), true, 1);
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new Pgd(Norm.L2, new Dlr(), 0, StepRule.travel(2.5), true, 1))
        .isInstanceOf(BadInput.class)
        .hasMessage("PGD: expected 1 or more steps and restarts, got 0 and 1.");
    assertThatThrownBy(() -> StepRule.absolute(-1))
        .isInstanceOf(BadInput.class)
        .hasMessage("step: expected a positive step size, got -1.0.");
  }
}
