package org.gauntletml.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.gauntletml.attacks.Ledger.Outcome;
import org.gauntletml.attacks.kit.CountingModel;
import org.gauntletml.attacks.kit.LinearModel;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.LabelOracle;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.Margin;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One feature x in [0, 1]; class 1 where x exceeds 0.5, class 2 nowhere. All examples are of class
 * 0 and lie at 0.25 unless a test says otherwise.
 */
class TargetTest {
  private static final InputSpec INPUT = InputSpec.unit(1);
  private static final LinearModel STEP =
      new LinearModel(INPUT, new double[][] {{0}, {8}, {0}}, new double[] {4, 0, -9});
  private static final ThreatModel SMALLEST = ThreatModel.smallest(Norm.LINF);
  private static final Criterion UNTARGETED = new Criterion.Untargeted();

  private static Batch examples(int count) {
    float[][] x = new float[count][1];
    for (float[] row : x) {
      row[0] = .25f;
    }
    return new Batch(
        Nd4j.createFromArray(x), new int[count], List.of("a", "b", "c").subList(0, count));
  }

  private static Ledger ledger(int count, ThreatModel threat, Criterion criterion, Budget budget) {
    return new Ledger(examples(count), INPUT, 3, threat, criterion, budget);
  }

  private static INDArray points(double... x) {
    float[][] points = new float[x.length][1];
    for (int i = 0; i < x.length; i++) {
      points[i][0] = (float) x[i];
    }
    return Nd4j.createFromArray(points);
  }

  @Test
  void answersWhatTheModelAnswers() {
    Ledger ledger = ledger(2, SMALLEST, UNTARGETED, Budget.exhaustive());
    GradientTarget target = Access.GRADIENT.open(STEP, ledger);

    assertThat(target.labels(points(.75, .25, .5), new int[] {1, 0, 1})).containsExactly(1, 0, 0);
    assertThat(target.adversarial(points(.75, .25), new int[] {0, 0})).containsExactly(true, false);
    assertThat(target.logits(points(.75), new int[] {1}).toFloatVector()).containsExactly(4, 6, -9);
    GradientTarget.Ascent ascent = target.ascend(points(.75, 0), new int[] {0, 1}, new Margin());
    assertThat(ascent.losses()).containsExactly(2, -4);
    assertThat(ascent.adversarial()).containsExactly(true, false);
    assertThat(ascent.gradient().data().asFloat()).containsExactly(8, 8);
    assertThat(ledger.outcome(0).queries()).isEqualTo(4);
    assertThat(ledger.outcome(1).queries()).isEqualTo(4);
    assertThat(ledger.outcome(0).gradientQueries()).isEqualTo(1);
    assertThat(ledger.outcome(1).losses()).containsExactly(-4);
  }

  @Test
  void questionsInPlainJavaAreAnsweredAlike() {
    Ledger ledger = ledger(2, SMALLEST, UNTARGETED, Budget.exhaustive().limitedTo(5));
    ScoreTarget target = Access.SCORE.open(STEP, ledger);

    assertThat(target.labels(new float[][] {{.75f}, {.25f}}, new int[] {1, 0}))
        .containsExactly(1, 0);
    assertThat(target.adversarial(new float[][] {{.25f}, {.6f}}, new int[] {0, 0}))
        .containsExactly(false, true);
    assertThat(target.logits(new float[][] {{.75f}}, new int[] {1}).toFloatVector())
        .containsExactly(4, 6, -9);
    assertThat(target.labels(new float[][] {{0}, {0}, {1}}, new int[] {0, 0, 0}))
        .containsExactly(0, 0, LabelTarget.NO_ANSWER);
    assertThat(ledger.outcome(0).queries()).isEqualTo(5);
    assertThat(ledger.outcome(0).bestDistance()).isCloseTo(.35, within(1e-6));
    assertThat(ledger.outcome(1).bestDistance()).isEqualTo(.5);
  }

  @Test
  void linearizeChargesEveryPullback() {
    Ledger ledger = ledger(2, SMALLEST, UNTARGETED, Budget.exhaustive());
    CountingModel model = new CountingModel(STEP);
    try (Linearization forward =
        Access.GRADIENT.open(model, ledger).linearize(points(.75, .25), new int[] {0, 1})) {
      for (int k = 0; k < 3; k++) {
        INDArray cotangent = Nd4j.zeros(2, 3);
        cotangent.putScalar(1, k, 1);
        assertThat(forward.pullback(cotangent).data().asFloat()).containsExactly(0, k == 1 ? 8 : 0);
      }
    }
    assertThat(model.forwards().get()).isEqualTo(2);
    assertThat(model.backwards().get()).isEqualTo(6);
    assertThat(ledger.outcome(0).queries()).isEqualTo(1);
    assertThat(ledger.outcome(0).gradientQueries()).isEqualTo(3);
    assertThat(ledger.outcome(0).bestDistance()).isEqualTo(.5);
  }

  @Test
  void linearizeOfAFinishedExampleIsAMistakeInTheAttack() {
    Ledger ledger = ledger(1, SMALLEST, UNTARGETED, Budget.exhaustive().limitedTo(1));
    GradientTarget target = Access.GRADIENT.open(STEP, ledger);
    target.labels(points(0), new int[] {0});
    assertThatThrownBy(() -> target.linearize(points(0), new int[] {0}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("finished example");
  }

  /** Three points of one example with two queries left: the third is not asked. */
  @Test
  void budgetIsEnforcedInsideOneQuestion() {
    CountingModel model = new CountingModel(STEP);
    Ledger ledger = ledger(2, SMALLEST, UNTARGETED, Budget.exhaustive().limitedTo(2));
    GradientTarget target = Access.GRADIENT.open(model, ledger);

    int[] answers = target.labels(points(0, 1, .75, .8, .6), new int[] {0, 1, 0, 0, 1});

    assertThat(answers).containsExactly(0, 1, 1, LabelTarget.NO_ANSWER, 1);
    assertThat(model.forwards().get()).isEqualTo(4);
    assertThat(target.queriesLeft(0)).isZero();
    assertThat(target.active()).isEmpty();
    assertThat(ledger.outcome(0).bestDistance()).isEqualTo(.5);
    assertThat(ledger.outcome(1).queries()).isEqualTo(2);
    assertThat(target.adversarial(points(1), new int[] {0})).containsExactly(false);
    assertThat(model.forwards().get()).isEqualTo(4);
  }

  @Test
  void whatIsNotAskedScoresZero() {
    Ledger ledger = ledger(2, SMALLEST, UNTARGETED, Budget.exhaustive().limitedTo(1));
    GradientTarget target = Access.GRADIENT.open(STEP, ledger);

    INDArray logits = target.logits(points(.75, .75, .25), new int[] {0, 0, 1});
    assertThat(logits.data().asFloat()).containsExactly(4, 6, -9, 0, 0, 0, 4, 2, -9);
    GradientTarget.Ascent ascent =
        target.ascend(points(.5, .5), new int[] {0, 1}, new CrossEntropy());
    assertThat(ascent.losses()).containsExactly(0, 0);
    assertThat(ascent.adversarial()).containsExactly(false, false);
    assertThat(ascent.gradient().shape()).containsExactly(2, 1);
    assertThat(ascent.gradient().data().asFloat()).containsOnly(0);
    assertThat(ledger.outcome(1).gradientQueries()).isZero();
  }

  @Test
  void partOfAnAscentIsAnsweredInPlace() {
    Ledger ledger = ledger(2, SMALLEST, UNTARGETED, Budget.exhaustive().limitedTo(2));
    GradientTarget target = Access.GRADIENT.open(STEP, ledger);
    target.labels(points(0, 0), new int[] {0, 0});
    GradientTarget.Ascent ascent = target.ascend(points(.5, .75), new int[] {0, 1}, new Margin());
    assertThat(ascent.losses()).containsExactly(0, 2);
    assertThat(ascent.gradient().data().asFloat()).containsExactly(0, 8);
  }

  @Test
  void pointsOutsideEpsilonAreAnsweredButNeverCount() {
    ThreatModel near = ThreatModel.within(Norm.LINF, Epsilon.of(.3));
    Ledger ledger = ledger(1, near, UNTARGETED, Budget.untilSuccess());
    LabelTarget target = Access.LABEL.open(STEP, ledger);

    assertThat(target.adversarial(points(.5501), new int[] {0})).containsExactly(true);
    assertThat(ledger.outcome(0).first()).isNull();
    assertThat(target.active()).containsExactly(0);
    assertThat(target.adversarial(points(.55), new int[] {0})).containsExactly(true);
    assertThat(target.active()).isEmpty();
  }

  @Test
  void projectionObeysBallAndBox() {
    Ledger ledger =
        ledger(2, ThreatModel.within(Norm.LINF, Epsilon.of(.5)), UNTARGETED, Budget.exhaustive());
    INDArray wild = points(5, -5);
    INDArray inside = Access.LABEL.open(STEP, ledger).project(wild, new int[] {0, 1});
    assertThat(inside.data().asFloat()).containsExactly(.75f, 0);
    assertThat(wild.data().asFloat()).containsExactly(5, -5);
  }

  @Test
  void impossiblePointsAreRefusedBeforeTheyAreCounted() {
    Ledger ledger = ledger(3, SMALLEST, UNTARGETED, Budget.exhaustive());
    LabelTarget target = Access.LABEL.open(STEP, ledger);
    int[] rows = {0, 2};

    assertThatThrownBy(() -> target.labels(points(0, Double.NaN), rows))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(
            "attack, example 1, feature 0: expected values in [0.0, 1.0], got NaN.");
    assertThatThrownBy(() -> target.labels(points(1.5, 0), rows))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(
            "attack, example 0, feature 0: expected values in [0.0, 1.0], got 1.5.");
    assertThatThrownBy(() -> target.labels(Nd4j.zeros(2, 2), rows))
        .isInstanceOf(BadInput.class)
        .hasMessage("attack: expected inputs of shape [N,1], got [2, 2].");
    assertThatThrownBy(() -> target.labels(points(0), rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("target: expected one row per point, got 2 rows for 1 points.");
    assertThat(ledger.outcome(0).queries()).isZero();
    assertThat(ledger.outcome(2).queries()).isZero();
  }

  @Test
  void targetedMeansThatClassAndNoOther() {
    Criterion toTwo = new Criterion.Targeted(new int[] {2, 1});
    Ledger ledger = ledger(2, SMALLEST, toTwo, Budget.untilSuccess());
    LabelTarget target = Access.LABEL.open(STEP, ledger);
    assertThat(target.adversarial(points(.75, .75), new int[] {0, 1})).containsExactly(false, true);
    assertThat(target.active()).containsExactly(0);
  }

  @Test
  void impossibleTargetsAreRefused() {
    assertRefused(new int[] {1}, "targets: expected 2, one per example, got 1.");
    assertRefused(new int[] {1, 3}, "target of example b: expected 0 to 2, got 3.");
    assertRefused(new int[] {1, -1}, "target of example b: expected 0 to 2, got -1.");
    assertRefused(
        new int[] {0, 1}, "target of example a: expected a class other than the true one, got 0.");
  }

  private static void assertRefused(int[] targets, String message) {
    Criterion criterion = new Criterion.Targeted(targets);
    assertThatThrownBy(() -> ledger(2, SMALLEST, criterion, Budget.exhaustive()))
        .isInstanceOf(BadInput.class)
        .hasMessage(message);
  }

  /** Answers labels from a script, whatever it is asked. */
  private record Moody(Queue<Integer> answers) implements LabelOracle {
    Moody(Integer... answers) {
      this(new ArrayDeque<>(Arrays.asList(answers)));
    }

    @Override
    public InputSpec input() {
      return INPUT;
    }

    @Override
    public int classes() {
      return 3;
    }

    @Override
    public int[] labels(INDArray x) {
      return Arrays.stream(new int[(int) x.size(0)]).map(i -> answers.remove()).toArray();
    }
  }

  @Test
  void aRandomisedModelMustFallMostOfTheTime() {
    ThreatModel three = new ThreatModel(Norm.LINF, null, 3);
    Ledger ledger = ledger(2, three, UNTARGETED, Budget.untilSuccess());
    // a falls at first and holds twice; b falls, holds and falls
    LabelTarget target = Access.LABEL.open(new Moody(1, 1, 0, 0, 0, 1), ledger);

    assertThat(target.labels(points(.5, .75), new int[] {0, 1})).containsExactly(1, 1);

    assertThat(target.active()).containsExactly(0);
    assertThat(ledger.outcome(0).first()).isNull();
    assertThat(ledger.outcome(1).bestDistance()).isEqualTo(.5);
    assertThat(ledger.outcome(0).queries()).isEqualTo(3);
    assertThat(ledger.outcome(1).queries()).isEqualTo(3);
  }

  @Test
  void votesAreCastOnlyForPointsThatFellAndWithinTheBudget() {
    ThreatModel five = new ThreatModel(Norm.LINF, null, 5);
    Ledger ledger = ledger(2, five, UNTARGETED, Budget.untilSuccess().limitedTo(3));
    Moody model = new Moody(0, 1, 1, 1);
    LabelTarget target = Access.LABEL.open(model, ledger);

    target.labels(points(.5, .75), new int[] {0, 1});

    assertThat(model.answers()).isEmpty();
    assertThat(ledger.outcome(0).queries()).isEqualTo(1);
    assertThat(ledger.outcome(1).queries()).isEqualTo(3);
    assertThat(ledger.outcome(1).bestDistance()).as("three of five").isEqualTo(.5);
  }

  @Test
  void standingDropsTheFinished() {
    Ledger ledger = ledger(3, SMALLEST, UNTARGETED, Budget.untilSuccess());
    LabelTarget target = Access.LABEL.open(STEP, ledger);
    target.labels(points(.75), new int[] {1});

    Standing standing = target.standing(new int[] {2, 1, 0, 2});

    assertThat(standing.rows()).containsExactly(2, 0, 2);
    assertThat(standing.of(points(.1, .2, .3, .4)).data().asFloat()).containsExactly(.1f, .3f, .4f);
    assertThat(target.standing(new int[] {1}).isEmpty()).isTrue();
    INDArray untouched = points(.1);
    assertThat(target.standing(new int[] {0}).of(untouched)).isSameAs(untouched);
  }

  @Test
  void anAttackDropsWhatItHasDoneWithTogetherWithTheFinished() {
    Ledger ledger = ledger(3, SMALLEST, UNTARGETED, Budget.untilSuccess());
    LabelTarget target = Access.LABEL.open(STEP, ledger);
    target.labels(points(.75), new int[] {1});

    Standing standing = target.standing(new int[] {2, 1, 0}, place -> place != 0);

    assertThat(standing.rows()).containsExactly(0);
    assertThat(standing.of(new double[] {.1, .2, .3})).containsExactly(.3);
    double[] untouched = {.5};
    assertThat(target.standing(new int[] {0}).of(untouched)).isSameAs(untouched);
  }

  @Test
  void exhaustiveBudgetsGoOnAfterASuccess() {
    Ledger ledger = ledger(1, SMALLEST, UNTARGETED, Budget.exhaustive());
    LabelTarget target = Access.LABEL.open(STEP, ledger);
    target.labels(points(.75), new int[] {0});
    assertThat(target.active()).containsExactly(0);
    Outcome outcome = ledger.outcome(0);
    assertThat(outcome.first()).isSameAs(outcome.best());
  }

  @Test
  void accessIsTheHighestTheModelOffers() {
    LabelOracle oracle = new Moody(0);
    assertThat(Access.of(oracle)).hasToString("label");
    assertThat(Access.of(STEP)).hasToString("gradient");
    Ledger ledger = ledger(1, SMALLEST, UNTARGETED, Budget.exhaustive());
    assertThatThrownBy(() -> Access.GRADIENT.open(oracle, ledger))
        .isInstanceOf(BadInput.class)
        .hasMessage("attack: expected a model that gives gradient access, got label access.");
  }
}
