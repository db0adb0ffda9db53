package org.gauntletml.attacks.spatial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Ledger.Outcome;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.attacks.kit.Fixture;
import org.gauntletml.attacks.kit.LinearModel;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SpatialAttackTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new SpatialAttack(Norm.L2, 30, 1, 3, 3));
  }

  @Override
  protected boolean optimalOnLinearModels() {
    return false;
  }

  /** A model that looks at one pixel falls when, and only when, the dot is moved there. */
  @Test
  void findsTheShiftAndNothingElse() {
    double[][] weights = new double[2][9];
    weights[1][5] = 1;
    LinearModel model = new LinearModel(InputSpec.unit(1, 3, 3), weights, new double[] {0.9, 0});
    INDArray dot = Nd4j.zeros(1, 1, 3, 3);
    dot.putScalar(0, 0, 1, 1, 1);
    Fixture fixture = new Fixture("dot", model, new Batch(dot, new int[1], List.of("dot")));

    Outcome moved = run(new SpatialAttack(Norm.L1, 0, 1, 1, 3), fixture);

    assertThat(Objects.requireNonNull(moved.best()).point())
        .containsExactly(0, 0, 0, 0, 0, 1, 0, 0, 0);
    assertThat(moved.bestDistance()).isEqualTo(2);
    assertThat(moved.queries()).isEqualTo(9);
    assertThat(run(new SpatialAttack(Norm.L1, 0, 0.5, 1, 3), fixture).best()).isNull();
    assertThat(run(new SpatialAttack(Norm.L1, 180, 0, 9, 1), fixture).best()).isNull();
  }

  private static Outcome run(SpatialAttack attack, Fixture fixture) {
    return Trial.of(attack, fixture).run(attack, 1).get(0);
  }

  @Test
  void theCustomaryGridHas125Points() {
    Fixture image = Fixture.all().get(0);
    Outcome outcome =
        Trial.of(SpatialAttack.of(Norm.L2), image).run(SpatialAttack.of(Norm.L2), 1).get(0);
    assertThat(outcome.queries()).isEqualTo(125);
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new SpatialAttack(Norm.L2, 200, 3, 5, 5))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "spatial attack: expected angles of 0 to 180 degrees and shifts of 0 or more, got 200.0"
                + " and 3.0.");
    assertThatThrownBy(() -> new SpatialAttack(Norm.L2, 30, 3, 0, 5))
        .isInstanceOf(BadInput.class)
        .hasMessage("spatial attack: expected 1 or more angles and shifts, got 0 and 5.");
  }
}
