package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.junit.jupiter.api.Test;

class SparseL1DescentTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(SparseL1Descent.of(Norm.L1));
  }

  @Test
  void movesTheLargestCoordinatesByEqualParts() {
    float third = 1f / 3;
    assertThat(direction(2, 3, -5, 0, 1)).containsExactly(.5f, -.5f, 0, 0);
    assertThat(direction(1, 2, 2, -2, 1)).containsExactly(third, third, -third, 0);
    assertThat(direction(4, 0, 0, 0, 0)).containsExactly(0, 0, 0, 0);
    assertThat(direction(3, 0, -1, 0, 0)).containsExactly(0, -1, 0, 0);
  }

  private static float[] direction(int kept, float... gradient) {
    SparseSign.ascend(gradient, kept);
    return gradient;
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> SparseL1Descent.of(Norm.LINF))
        .isInstanceOf(BadInput.class)
        .hasMessage("sparse L1 descent: expected a norm of [L1], got Linf.");
    assertThatThrownBy(
            () -> new SparseL1Descent(Norm.L1, new CrossEntropy(), 0, StepRule.travel(1), 0))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "sparse L1 descent: expected 1 or more steps and a fraction in (0, 1] of coordinates,"
                + " got 0 and 0.0.");
  }
}
