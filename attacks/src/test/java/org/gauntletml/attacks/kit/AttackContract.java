package org.gauntletml.attacks.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Ending;
import org.gauntletml.attacks.Ledger;
import org.gauntletml.attacks.Ledger.Outcome;
import org.gauntletml.attacks.Norm;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What every attack keeps, on every fixture. Extend it, name the attacks (one per norm and setting
 * that matters), and run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class AttackContract {
  private static final double ROUNDING = 1e-6;

  /** The attacks held to the contract. */
  protected abstract Stream<Attack<?>> attacks();

  /**
   * Whether these attacks reach the closed-form optimum on a linear model with two classes. Only
   * baselines that do not search may answer no.
   */
  protected boolean optimalOnLinearModels() {
    return true;
  }

  /**
   * The attacks that are held to that optimum; others than {@link #attacks()} where accuracy takes
   * more steps than the rest of the contract needs.
   */
  protected Stream<Attack<?>> accurateAttacks() {
    return attacks();
  }

  /** Accuracy of a minimum-norm attack on the linear model, relative. */
  protected double linearTolerance() {
    return 0.02;
  }

  /** The attack made for one fixture; itself unless it needs more than its settings. */
  protected Attack<?> madeFor(Fixture fixture, Attack<?> attack) {
    return attack;
  }

  Stream<Arguments> cases() {
    return attacks()
        .flatMap(
            attack ->
                Fixture.all().stream()
                    .map(fixture -> Arguments.of(madeFor(fixture, attack), fixture)));
  }

  Stream<Attack<?>> optimal() {
    return accurateAttacks()
        .filter(attack -> optimalOnLinearModels())
        .map(attack -> madeFor(Fixture.closedForm(), attack));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everySuccessHoldsUnderAFreshLook(Attack<?> attack, Fixture fixture) {
    Trial trial = Trial.of(attack, fixture);
    List<Outcome> outcomes = trial.run(attack, 1);
    for (int n = 0; n < outcomes.size(); n++) {
      Ledger.Success best = outcomes.get(n).best();
      if (best != null) {
        INDArray original = trial.alone(n).batch().inputs();
        INDArray point = Nd4j.createFromArray(best.point()).reshape('c', original.shape());
        fixture.model().input().check("contract", point);
        double distance = distance(attack.norm(), original.dup().data().asFloat(), best.point());
        assertThat(best.distance()).isCloseTo(distance, within(1e-9 + 1e-9 * distance));
        assertThat(trial.threat().allows(distance)).isTrue();
        assertThat(fixture.model().labels(point)[0]).isNotEqualTo(fixture.batch().labels()[n]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aTargetedSuccessIsTheTarget(Attack<?> attack, Fixture fixture) {
    int classes = fixture.model().classes();
    int[] targets =
        Arrays.stream(fixture.batch().labels()).map(label -> (label + 1) % classes).toArray();
    Trial trial = Trial.of(attack, fixture).toward(targets);
    List<Outcome> outcomes = trial.run(attack, 9);
    for (int n = 0; n < outcomes.size(); n++) {
      Ledger.Success best = outcomes.get(n).best();
      if (best != null) {
        INDArray point =
            Nd4j.createFromArray(best.point()).reshape('c', fixture.model().input().batch(1));
        assertThat(fixture.model().labels(point)[0]).isEqualTo(targets[n]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sameSeedGivesTheSameBytes(Attack<?> attack, Fixture fixture) {
    Trial trial = Trial.of(attack, fixture);
    assertSame(trial.run(attack, 2), trial.run(attack, 2));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void neighboursInTheBatchDoNotMatter(Attack<?> attack, Fixture fixture) {
    Trial trial = Trial.of(attack, fixture);
    List<Outcome> together = trial.run(attack, 3);
    for (int n = 0; n < together.size(); n++) {
      assertSame(List.of(together.get(n)), trial.alone(n).run(attack, 3));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void countsWhatTheModelSaw(Attack<?> attack, Fixture fixture) {
    CountingModel model = new CountingModel(fixture.model());
    List<Outcome> outcomes = Trial.of(attack, fixture).on(model).run(attack, 4);
    assertThat(outcomes.stream().mapToLong(Outcome::queries).sum())
        .isEqualTo(model.forwards().get());
    assertThat(outcomes.stream().mapToLong(Outcome::gradientQueries).sum())
        .isEqualTo(model.backwards().get());
    assertThat(outcomes)
        .allSatisfy(
            outcome -> assertThat(outcome.queries()).isLessThanOrEqualTo(attack.mostQueries()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void neverAsksMoreThanTheBudget(Attack<?> attack, Fixture fixture) {
    CountingModel model = new CountingModel(fixture.model());
    long budget = Math.max(3, attack.leastQueries(fixture.model().input()));
    List<Outcome> outcomes = Trial.of(attack, fixture).on(model).limitedTo(budget).run(attack, 5);
    assertThat(outcomes)
        .allSatisfy(outcome -> assertThat(outcome.queries()).isLessThanOrEqualTo(budget));
    assertThat(model.forwards().get()).isLessThanOrEqualTo(budget * outcomes.size());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void refusesABudgetTooSmallToBegin(Attack<?> attack, Fixture fixture) {
    long least = attack.leastQueries(fixture.model().input());
    if (least > 1) {
      CountingModel model = new CountingModel(fixture.model());
      Trial trial = Trial.of(attack, fixture).on(model).limitedTo(least - 1);
      assertThatThrownBy(() -> trial.run(attack, 5))
          .isInstanceOf(BadInput.class)
          .hasMessageContaining(
              "expected a budget of "
                  + least
                  + " or more queries per example, got "
                  + (least - 1)
                  + ". It needs so many to begin.");
      assertThat(model.forwards().get()).isZero();
    }
  }

  /** Time is told by how often it is asked for, so that it is over in the midst of the search. */
  @ParameterizedTest
  @MethodSource("attacks")
  void anExampleIsSearchedToTheEndOrSaysThatTimeWasOver(Attack<?> attack) {
    Fixture fixture = Fixture.all().get(0);
    Attack<?> made = madeFor(fixture, attack);
    Trial trial = Trial.of(made, fixture);
    List<Outcome> whole = trial.run(made, 10);
    AtomicInteger asked = new AtomicInteger();
    List<Outcome> cut = trial.by(() -> asked.incrementAndGet() > 9).run(made, 10);
    for (int n = 0; n < whole.size(); n++) {
      if (cut.get(n).ending() == Ending.OUT_OF_TIME) {
        assertThat(cut.get(n).queries()).isLessThanOrEqualTo(whole.get(n).queries());
      } else {
        assertSame(List.of(whole.get(n)), List.of(cut.get(n)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void leavesTheInputsAlone(Attack<?> attack, Fixture fixture) {
    float[] before = fixture.batch().inputs().dup().data().asFloat();
    Trial.of(attack, fixture).run(attack, 6);
    assertThat(fixture.batch().inputs().dup().data().asFloat()).isEqualTo(before);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("optimal")
  void reachesTheClosedFormOnALinearModel(Attack<?> attack) {
    Fixture fixture = Fixture.closedForm();
    List<Outcome> smallestFound =
        attack.minimumNorm() ? Trial.of(attack, fixture).run(attack, 7) : List.of();
    for (int n = 0; n < fixture.batch().size(); n++) {
      double smallest = Fixture.closedFormRadius(fixture, attack.norm(), n);
      if (attack.minimumNorm()) {
        assertThat(smallestFound.get(n).bestDistance())
            .as("smallest perturbation of %s", n)
            .isBetween(smallest * (1 - 1e-4), smallest * (1 + linearTolerance()) + ROUNDING);
      } else {
        assertThat(succeeds(attack, fixture, n, 1.02 * smallest)).as("at 1.02 of %s", n).isTrue();
        assertThat(succeeds(attack, fixture, n, 0.98 * smallest)).as("at 0.98 of %s", n).isFalse();
      }
    }
  }

  private static boolean succeeds(Attack<?> attack, Fixture fixture, int row, double epsilon) {
    return Trial.within(attack, fixture, epsilon).alone(row).run(attack, 8).get(0).best() != null;
  }

  private static double distance(Norm norm, float[] a, float[] b) {
    double[] d = new double[a.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = Math.abs((double) b[i] - a[i]);
    }
    return switch (norm) {
      case LINF -> Arrays.stream(d).max().orElseThrow();
      case L2 -> Math.sqrt(Arrays.stream(d).map(v -> v * v).sum());
      case L1 -> Arrays.stream(d).sum();
      case L0 -> Arrays.stream(d).filter(v -> v != 0).count();
    };
  }

  private static void assertSame(List<Outcome> expected, List<Outcome> actual) {
    assertThat(actual.stream().map(AttackContract::exactly).toList())
        .isEqualTo(expected.stream().map(AttackContract::exactly).toList());
  }

  /** Every bit of an outcome, in a form that compares fast and prints well. */
  private static String exactly(Outcome outcome) {
    return Stream.of(outcome.first(), outcome.best())
            .map(
                found ->
                    found == null
                        ? "nothing"
                        : Arrays.toString(found.point())
                            + " at "
                            + found.distance()
                            + " by query "
                            + found.query())
            .collect(Collectors.joining(", then "))
        + " of "
        + outcome.queries()
        + " and "
        + outcome.gradientQueries()
        + ", losses "
        + Arrays.toString(outcome.losses());
  }

  private static Offset<Double> within(double slack) {
    return Offset.offset(slack);
  }
}
