package org.gauntletml.attacks.baseline;

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
import org.gauntletml.attacks.kit.LinearModel;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class ContrastReductionTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new ContrastReduction(Norm.L2, 4, 4));
  }

  @Override
  protected boolean optimalOnLinearModels() {
    return false;
  }

  /** Class 1 below 0.71 in the first feature: white has to fade by 0.58. */
  @Test
  void findsTheFaintestFading() {
    LinearModel model =
        new LinearModel(InputSpec.unit(2), new double[][] {{1, 0}, {0, 0}}, new double[] {0, 0.71});
    Batch batch = new Batch(Nd4j.ones(1, 2), new int[1], List.of("white"));
    ContrastReduction attack = ContrastReduction.of(Norm.LINF);
    Outcome outcome = Trial.of(attack, new Fixture("fading", model, batch)).run(attack, 1).get(0);
    assertThat(outcome.bestDistance()).isCloseTo(0.29, within(0.5 / 20 / 256 + 1e-6));
    assertThat(outcome.bestDistance()).isGreaterThan(0.29 - 1e-6);
    assertThat(outcome.queries()).isEqualTo(12 + 8);
  }
}
