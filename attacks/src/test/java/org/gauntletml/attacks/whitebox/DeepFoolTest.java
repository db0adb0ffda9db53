package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Ledger.Outcome;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.attacks.kit.Fixture;
import org.gauntletml.attacks.kit.SphereModel;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DeepFoolTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new DeepFool(Norm.L2, 20, 0.01, 9), new DeepFool(Norm.LINF, 20, 0.01, 9));
  }

  /**
   * Out of a sphere of radius r from rho it is done after one step of Newton's method, {@code (r^2
   * - rho^2) / (2 rho)} long, overshoot and constant added.
   */
  @Test
  void takesTheStepOfNewtonsMethod() {
    SphereModel model = new SphereModel(new InputSpec(List.of(4L), -1, 2), 0.5, 0.6);
    INDArray x = Nd4j.createFromArray(new float[][] {{.7f, .3f, .7f, .3f}});
    Fixture fixture = new Fixture("sphere", model, new Batch(x, new int[1], List.of("inside")));
    DeepFool attack = DeepFool.of(Norm.L2);

    Outcome outcome = Trial.of(attack, fixture).run(attack, 1).get(0);

    double newton = (0.36 - 0.16) / 0.8;
    assertThat(outcome.bestDistance()).isCloseTo(1.02 * (newton + 3e-4), within(1e-6));
    assertThat(outcome.queries()).as("at the start and after the step").isEqualTo(2);
    assertThat(outcome.gradientQueries()).isEqualTo(2);
  }
}
