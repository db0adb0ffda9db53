package org.gauntletml.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.gauntletml.attacks.GradientTarget.Ascent;
import org.gauntletml.attacks.kit.CountingModel;
import org.gauntletml.attacks.kit.LinearModel;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.Dlr;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.Margin;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The classes a target is asked to be pushed to, and answers averaged over draws. */
class AimsTest {
  private static final InputSpec INPUT = InputSpec.unit(2);
  private static final LinearModel MODEL =
      new LinearModel(
          INPUT, new double[][] {{4, 0}, {0, 4}, {1, 1}, {-1, 2}}, new double[] {0, 0, .5, 0});
  private static final int[] BOTH = {0, 1};

  private final INDArray x = Nd4j.createFromArray(new float[][] {{.9f, .25f}, {.125f, .75f}});

  private GradientTarget target(DifferentiableClassifier model, Criterion criterion, int[] labels) {
    Batch batch = new Batch(x, labels, List.of("a", "b"));
    Ledger ledger =
        new Ledger(batch, INPUT, 4, ThreatModel.smallest(Norm.L2), criterion, Budget.exhaustive());
    return Access.GRADIENT.open(model, ledger);
  }

  @Test
  void rivalsAreTheOtherClassesByTheirCleanLogits() {
    CountingModel counting = new CountingModel(MODEL);
    GradientTarget target = target(counting, new Criterion.Untargeted(), new int[] {0, 1});
    Rivals rivals = target.rivals(9);
    assertThat(rivals.count()).isEqualTo(3);
    assertThat(rivals.of(BOTH, 0)).containsExactly(2, 2);
    assertThat(rivals.of(BOTH, 1)).containsExactly(1, 3);
    assertThat(rivals.of(new int[] {1}, 2)).containsExactly(0);
    assertThat(counting.forwards().get()).isEqualTo(2);
    assertThat(target.rivals(1).count()).isEqualTo(1);
    assertThatThrownBy(() -> rivals.of(BOTH, 3)).hasMessage("rivals: rank 3 of 3.");
  }

  @Test
  void theOnlyRivalUnderATargetedCriterionIsTheTarget() {
    Criterion criterion = new Criterion.Targeted(new int[] {3, 0});
    Rivals rivals = target(MODEL, criterion, new int[] {0, 1}).rivals(9);
    assertThat(rivals.count()).isEqualTo(1);
    assertThat(rivals.of(new int[] {1, 0}, 0)).containsExactly(0, 3);
  }

  @Test
  void ascendsTowardAnyClassWhateverTheCriterion() {
    GradientTarget target = target(MODEL, new Criterion.Untargeted(), new int[] {0, 1});
    Ascent ascent = target.ascend(x, BOTH, new CrossEntropy(), new int[] {2, 0});
    double[] z = MODEL.logits(x).getRow(0).toDoubleVector();
    double expected = new CrossEntropy().toward(z, 0, 2, new double[4]);
    assertThat(ascent.losses()[0]).isCloseTo(expected, within(1e-6));
  }

  /** A third class that leads is the one to beat, or the search would stop short of the target. */
  @Test
  void underATargetedCriterionTheHighestOtherClassHasToLose() {
    Criterion criterion = new Criterion.Targeted(new int[] {3, 3});
    GradientTarget target = target(MODEL, criterion, new int[] {1, 0});
    double[] z = MODEL.logits(x).getRow(0).toDoubleVector();
    double expected = new Dlr().toward(z, 0, 3, new double[4]);
    assertThat(target.ascend(x, BOTH, new Dlr()).losses()[0]).isCloseTo(expected, within(1e-6));
    assertThat(target.ascend(x, BOTH, new Dlr(), new int[] {3, 3}).losses()[0])
        .isCloseTo(expected, within(1e-6));
  }

  @Test
  void theMarginStandsInForDlrWhereThereAreTooFewClasses() {
    assertThat(new Dlr().leaving(2)).isEqualTo(new Margin());
    assertThat(new Dlr().leaving(3)).isEqualTo(new Dlr());
    assertThat(new Dlr().reaching(3)).isEqualTo(new Margin());
    assertThat(new Dlr().reaching(4)).isEqualTo(new Dlr());
    assertThat(new CrossEntropy().leaving(2)).isEqualTo(new CrossEntropy());
    assertThat(new CrossEntropy().reaching(2)).isEqualTo(new CrossEntropy());
  }

  @Test
  void averagesLossesAndGradientsOverDrawsAndChargesEach() {
    AtomicInteger calls = new AtomicInteger();
    Batch batch = new Batch(x, new int[] {0, 1}, List.of("a", "b"));
    Ledger ledger =
        new Ledger(
            batch,
            INPUT,
            4,
            ThreatModel.smallest(Norm.L2),
            new Criterion.Untargeted(),
            Budget.exhaustive());
    GradientTarget target = Access.GRADIENT.open(new Shifting(calls), ledger).averaged(4);
    Ascent ascent = target.ascend(x, BOTH, new Margin());
    // margins of example 0 under shifts 0, 1, 2, 3 of class 2's logit
    double[] z = MODEL.logits(x).getRow(0).toDoubleVector();
    double mean = 0;
    for (int shift = 0; shift < 4; shift++) {
      mean += (Math.max(z[2] + shift, z[1]) - z[0]) / 4;
    }
    assertThat(ascent.losses()[0]).isCloseTo(mean, within(1e-6));
    assertThat(ascent.gradient().getDouble(0, 0)).isCloseTo(1 - 4, within(1e-6));
    Ledger.Outcome outcome = ledger.outcome(0);
    assertThat(outcome.queries()).isEqualTo(4);
    assertThat(outcome.gradientQueries()).isEqualTo(4);
    assertThat(outcome.losses()).containsExactly(ascent.losses()[0]);
  }

  /** Every call lifts the logit of class 2 by one more. */
  private record Shifting(AtomicInteger calls) implements DifferentiableClassifier {
    @Override
    public InputSpec input() {
      return INPUT;
    }

    @Override
    public int classes() {
      return 4;
    }

    @Override
    public Linearization linearize(INDArray x) {
      double[] bias = MODEL.bias().clone();
      bias[2] += calls.getAndIncrement();
      return new LinearModel(INPUT, MODEL.weights(), bias).linearize(x);
    }
  }
}
