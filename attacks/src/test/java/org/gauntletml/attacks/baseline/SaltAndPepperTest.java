package org.gauntletml.attacks.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Ledger.Outcome;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.attacks.kit.Fixture;
import org.gauntletml.attacks.kit.LinearModel;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class SaltAndPepperTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new SaltAndPepper(2, 5, 4));
  }

  @Override
  protected boolean optimalOnLinearModels() {
    return false;
  }

  /** Ten white grains are needed, each of which is one in two: about twenty features change. */
  @Test
  void changesFeaturesToTheEdgesAndNoMoreThanItNeeds() {
    double[][] weights = new double[2][100];
    Arrays.fill(weights[1], 1);
    LinearModel model = new LinearModel(InputSpec.unit(100), weights, new double[] {50 + 4.75, 0});
    Batch batch = new Batch(Nd4j.ones(1, 100).muli(0.5), new int[1], List.of("grey"));
    SaltAndPepper attack = new SaltAndPepper(20, 100, 0);
    Outcome outcome = Trial.of(attack, new Fixture("grey", model, batch)).run(attack, 1).get(0);

    assertThat(outcome.bestDistance()).isBetween(10.0, 40.0);
    for (float value : Objects.requireNonNull(outcome.best()).point()) {
      assertThat(value).isIn(0f, 0.5f, 1f);
    }
  }
}
