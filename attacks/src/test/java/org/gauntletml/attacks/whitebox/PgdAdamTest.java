package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Margin;
import org.junit.jupiter.api.Test;

class PgdAdamTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new PgdAdam(Norm.LINF, new Margin(), 6, StepRule.travel(2.5), true, 2));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(new PgdAdam(Norm.LINF, new Margin(), 25, StepRule.travel(2.5), true, 2));
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> PgdAdam.of(Norm.L2))
        .isInstanceOf(BadInput.class)
        .hasMessage("PGD with Adam: expected a norm of [Linf], got L2.");
    assertThatThrownBy(() -> new PgdAdam(Norm.LINF, new Margin(), 1, StepRule.travel(1), false, 0))
        .isInstanceOf(BadInput.class)
        .hasMessage("PGD with Adam: expected 1 or more steps and restarts, got 1 and 0.");
  }
}
