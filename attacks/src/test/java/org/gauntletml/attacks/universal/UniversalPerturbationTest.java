package org.gauntletml.attacks.universal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Budget;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Ledger.Outcome;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.kit.LinearModel;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class UniversalPerturbationTest {
  private static final double[] NORMAL = {.5, -.25, 1, -.75, .3, .6};
  private static final LinearModel MODEL = model();

  private static LinearModel model() {
    double[][] weights = {new double[6], NORMAL};
    double bias = 0;
    for (double w : NORMAL) {
      bias -= 0.5 * w;
    }
    return new LinearModel(InputSpec.unit(6), weights, new double[] {0, bias - 0.2});
  }

  /** Examples of class 0 whose logits differ by 0.2 to 0.3, so that one move fools all. */
  private static Batch examples(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    INDArray x = Nd4j.zeros(count, 6);
    for (int n = 0; n < count; n++) {
      for (int i = 0; i < 6; i++) {
        x.putScalar(n, i, 0.5 - Math.signum(NORMAL[i]) * random.nextDouble(0, 0.02));
      }
    }
    List<String> ids = IntStream.range(0, count).mapToObj(n -> seed + "/" + n).toList();
    return new Batch(x, new int[count], ids);
  }

  private static FixedPerturbation fit(Norm norm, double epsilon) {
    Batch examples = examples(12, 1);
    UniversalPerturbation attack = UniversalPerturbation.of(norm);
    ThreatModel threat = ThreatModel.within(norm, Epsilon.of(epsilon));
    RandomStreams random = RandomStreams.of(3, "universal", examples.ids());
    return (FixedPerturbation) attack.fit(MODEL, examples, threat, random);
  }

  private static double fooledOf(DecisionBasedAttack attack, double epsilon) {
    Batch heldOut = examples(20, 2);
    Trial trial =
        new Trial(
            MODEL,
            heldOut,
            ThreatModel.within(attack.norm(), Epsilon.of(epsilon)),
            new Criterion.Untargeted(),
            Budget.untilSuccess());
    List<Outcome> outcomes = trial.run(attack, 4);
    assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.queries()).isEqualTo(1));
    return outcomes.stream().filter(outcome -> outcome.best() != null).count() / 20.0;
  }

  private static double reach(Norm norm) {
    return norm == Norm.LINF
        ? IntStream.range(0, 6).mapToDouble(i -> Math.abs(NORMAL[i])).sum()
        : Math.sqrt(IntStream.range(0, 6).mapToDouble(i -> NORMAL[i] * NORMAL[i]).sum());
  }

  @ParameterizedTest
  @EnumSource(
      value = Norm.class,
      names = {"LINF", "L2"})
  void foolsExamplesItHasNotSeenWhereEpsilonIsEnough(Norm norm) {
    double enough = 0.3 / reach(norm);
    FixedPerturbation perturbation = fit(norm, enough);
    INDArray v = Nd4j.createFromArray(new float[][] {perturbation.values()});
    assertThat(norm.sizes(v)[0]).isLessThanOrEqualTo(enough + 1e-6);
    assertThat(fooledOf(perturbation, enough)).isGreaterThan(0.7);
  }

  @ParameterizedTest
  @EnumSource(
      value = Norm.class,
      names = {"LINF", "L2"})
  void foolsNoneWhereEpsilonIsTooSmallForAny(Norm norm) {
    double tooSmall = 0.19 / reach(norm);
    FixedPerturbation perturbation = fit(norm, tooSmall);
    INDArray v = Nd4j.createFromArray(new float[][] {perturbation.values()});
    assertThat(norm.sizes(v)[0]).as("it has tried").isCloseTo(tooSmall, within(1e-6));
    assertThat(fooledOf(perturbation, tooSmall)).isZero();
  }

  @Test
  void sameSeedGivesTheSameBytes() {
    assertThat(fit(Norm.L2, 0.1).values()).isEqualTo(fit(Norm.L2, 0.1).values());
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(
            () -> new UniversalPerturbation(0, 1, UniversalPerturbation.of(Norm.L2).search()))
        .isInstanceOf(BadInput.class)
        .hasMessage("universal perturbation: expected a fooling rate in (0, 1], got 0.0.");
  }
}
