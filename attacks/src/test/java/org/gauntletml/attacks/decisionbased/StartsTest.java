package org.gauntletml.attacks.decisionbased;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Ending;
import org.gauntletml.attacks.Known;
import org.gauntletml.attacks.Ledger.Outcome;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.Fixture;
import org.gauntletml.attacks.kit.LinearModel;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Where decision-based searches start from, and what is said when there is nothing. */
class StartsTest {
  private static final int FEATURES = 16;

  /** Class 1 needs nearly all features bright, which noise never is; class 2 never happens. */
  private static final LinearModel CORNER =
      new LinearModel(
          InputSpec.unit(FEATURES),
          new double[][] {
            new double[FEATURES],
            IntStream.range(0, FEATURES).mapToDouble(i -> 1).toArray(),
            new double[FEATURES]
          },
          new double[] {0, -0.95 * FEATURES, -1});

  static Stream<Attack<?>> attacks() {
    return Stream.of(
        new HopSkipJump(Norm.L2, 2, 10, 20, 1, Directions.anywhere()),
        new HopSkipJump(Norm.LINF, 2, 10, 20, 1, Directions.resized(0.5)),
        new BoundaryAttack(20, 0.01, 0.01),
        new GeoDa(Norm.L2, 100, 0.6, 0.02, 1e-4, Directions.anywhere()),
        new SurFree(Directions.anywhere(), 5, 1, 3, 4),
        new SignOpt(2, 5, 6, 0.2, 1e-3),
        new Opt(2, 5, 3, 0.2, 1e-3),
        new SignFlip(20, 1, 0.004),
        new PointwiseAttack(20, 2));
  }

  static Stream<Attack<?>> all() {
    return Stream.concat(attacks(), Stream.of(new RayS(1)));
  }

  private static Batch dark(int... labels) {
    INDArray inputs = Nd4j.zeros(labels.length, FEATURES).addi(0.2);
    return new Batch(
        inputs, labels, IntStream.range(0, labels.length).mapToObj(String::valueOf).toList());
  }

  private static Batch knowing(Batch batch, float value, int label) {
    Known known = new Known(Nd4j.zeros(1, FEATURES).addi(value), new int[] {label});
    return new Batch(batch.inputs(), batch.labels(), batch.ids(), known);
  }

  private static List<Outcome> run(Attack<?> attack, Batch batch, int... targets) {
    Trial trial = Trial.of(attack, new Fixture("corner", CORNER, batch)).limitedTo(1000);
    return (targets.length == 0 ? trial : trial.toward(targets)).run(attack, 1);
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void aKnownExampleOfTheTargetIsTheStart(Attack<?> attack) {
    Outcome outcome = run(attack, knowing(dark(0), 1, 1), 1).get(0);
    assertThat(outcome.ending()).isEqualTo(Ending.SEARCHED);
    assertThat(Objects.requireNonNull(outcome.first()).query())
        .isEqualTo(attack instanceof PointwiseAttack ? 21 : 1);
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void aKnownExampleOfAnotherClassServesWhereNoiseDoesNot(Attack<?> attack) {
    Outcome outcome = run(attack, knowing(dark(0), 1, 1)).get(0);
    assertThat(outcome.best()).isNotNull();
  }

  /** What is known is of the wrong class, or not what the model takes it for. */
  @ParameterizedTest
  @MethodSource("all")
  void whereNothingIsAdversarialTheExampleIsGivenUp(Attack<?> attack) {
    for (Batch batch : List.of(knowing(dark(0, 0), 1, 0), knowing(dark(0, 0), 0.2f, 2))) {
      for (Outcome outcome : run(attack, batch, 2, 2)) {
        assertThat(outcome.best()).isNull();
        assertThat(outcome.ending()).isEqualTo(Ending.NO_START);
      }
    }
  }

  /** Also when the budget ends the search for a start. */
  @ParameterizedTest
  @MethodSource("all")
  void aBudgetSpentOnLookingForAStartIsNoStart(Attack<?> attack) {
    long least = Math.max(1, attack.leastQueries(CORNER.input()));
    Trial trial = Trial.of(attack, new Fixture("corner", CORNER, knowing(dark(0), 0.2f, 2)));
    assertThat(trial.limitedTo(least).run(attack, 1).get(0).ending()).isEqualTo(Ending.NO_START);
  }
}
