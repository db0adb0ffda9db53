package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.factory.Nd4j;

class DecoupledDirectionNormTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new DecoupledDirectionNorm(12, 0.05, 0.3, 0));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(new DecoupledDirectionNorm(60, 0.05, 0.3, 0));
  }

  /** On a grid of five levels the smallest perturbation of one feature is a whole level. */
  @ParameterizedTest
  @CsvSource({"0, 1", "-2, 2"})
  void roundsEveryPointToTheLevels(double lower, double upper) {
    double width = upper - lower;
    InputSpec box = new InputSpec(List.of(1L), lower, upper);
    LinearModel model =
        new LinearModel(box, new double[][] {{0}, {1}}, new double[] {lower + 0.6 * width, 0});
    Batch batch =
        new Batch(Nd4j.ones(1, 1).muli(lower + 0.5 * width), new int[1], List.of("middle"));
    DecoupledDirectionNorm attack = new DecoupledDirectionNorm(50, 0.05, 1, 5);
    Outcome outcome = Trial.of(attack, new Fixture("levels", model, batch)).run(attack, 1).get(0);
    assertThat(Objects.requireNonNull(outcome.best()).point())
        .containsExactly((float) (lower + 0.75 * width));
  }
}
