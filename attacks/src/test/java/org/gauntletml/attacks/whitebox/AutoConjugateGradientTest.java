package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.Margin;
import org.junit.jupiter.api.Test;

class AutoConjugateGradientTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(
        new AutoConjugateGradient(Norm.LINF, new Margin(), 15, 2),
        new AutoConjugateGradient(Norm.L2, new CrossEntropy(), 15, 1));
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> AutoConjugateGradient.of(Norm.L1))
        .isInstanceOf(BadInput.class)
        .hasMessage("ACG: expected a norm of [Linf, L2], got L1.");
    assertThatThrownBy(() -> new AutoConjugateGradient(Norm.L2, new Margin(), 0, 1))
        .isInstanceOf(BadInput.class)
        .hasMessage("ACG: expected 1 or more steps and restarts, got 0 and 1.");
  }
}
