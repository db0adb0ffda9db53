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
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SparseL1DescentTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(SparseL1Descent.of(Norm.L1));
  }

  @Test
  void movesTheLargestCoordinatesByEqualParts() {
    INDArray gradient =
        Nd4j.createFromArray(
            new float[][] {{3, -5, 0, 1}, {2, 2, -2, 1}, {0, 0, 0, 0}, {0, -1, 0, 0}});
    INDArray direction = SparseSign.of(gradient, new int[] {2, 1, 4, 3});
    float third = 1f / 3;
    assertThat(direction.dup().data().asFloat())
        .containsExactly(.5f, -.5f, 0, 0, third, third, -third, 0, 0, 0, 0, 0, 0, -1, 0, 0);
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
