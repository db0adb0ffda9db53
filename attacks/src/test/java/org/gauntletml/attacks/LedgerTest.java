package org.gauntletml.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.gauntletml.attacks.Ledger.Outcome;
import org.gauntletml.attacks.Ledger.Success;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LedgerTest {
  private static final InputSpec PAIR = InputSpec.unit(2);

  private static Ledger ledger(ThreatModel threat, Budget budget) {
    Batch batch = new Batch(Nd4j.zeros(2, 2), new int[2], List.of("a", "b"));
    return new Ledger(batch, PAIR, 3, threat, new Criterion.Untargeted(), budget);
  }

  private static void find(Ledger ledger, float[][] points, int[] rows, int... successes) {
    int[] places = ledger.charge(rows);
    assertThat(places).hasSize(rows.length);
    ledger.remember(Nd4j.createFromArray(points), rows, successes);
  }

  private static Success first(Outcome outcome) {
    return Objects.requireNonNull(outcome.first());
  }

  private static Success best(Outcome outcome) {
    return Objects.requireNonNull(outcome.best());
  }

  @Test
  void anExampleNobodyAskedAboutHasNothing() {
    Outcome outcome = ledger(ThreatModel.smallest(Norm.L2), Budget.exhaustive()).outcome(1);
    assertThat(outcome.first()).isNull();
    assertThat(outcome.best()).isNull();
    assertThat(outcome.bestDistance()).isInfinite();
    assertThat(outcome.queries()).isZero();
    assertThat(outcome.losses()).isEmpty();
  }

  @Test
  void firstStaysAndBestShrinks() {
    Ledger ledger = ledger(ThreatModel.smallest(Norm.L2), Budget.exhaustive());
    find(ledger, new float[][] {{0, .1f}, {.3f, .4f}}, new int[] {0, 1}, 1);
    find(ledger, new float[][] {{.5f, 0}, {.6f, .8f}}, new int[] {0, 1}, 0, 1);
    find(ledger, new float[][] {{0, .25f}, {.1f, 0}}, new int[] {0, 1}, 0, 1);

    Outcome a = ledger.outcome(0);
    assertThat(first(a).point()).containsExactly(.5f, 0);
    assertThat(first(a).query()).isEqualTo(2);
    assertThat(best(a).point()).containsExactly(0, .25f);
    assertThat(best(a).distance()).isEqualTo(.25);
    assertThat(best(a).query()).isEqualTo(3);
    Outcome b = ledger.outcome(1);
    assertThat(first(b).distance()).isCloseTo(.5, within(1e-7));
    assertThat(first(b).query()).isEqualTo(1);
    assertThat(best(b).distance()).isEqualTo((double) .1f);
  }

  @Test
  void aTieKeepsTheEarlierPoint() {
    Ledger ledger = ledger(ThreatModel.smallest(Norm.L1), Budget.exhaustive());
    find(ledger, new float[][] {{.5f, 0}, {0, .5f}}, new int[] {0, 0}, 0, 1);
    assertThat(best(ledger.outcome(0)).point()).containsExactly(.5f, 0);
  }

  @Test
  void everyImprovementIsKeptWithItsQuery() {
    Ledger ledger = ledger(ThreatModel.smallest(Norm.LINF), Budget.exhaustive());
    find(ledger, new float[][] {{.9f, 0}, {1, 1}}, new int[] {0, 1}, 0);
    find(ledger, new float[][] {{1, 0}, {.5f, 0}, {.5f, 0}}, new int[] {0, 0, 0}, 0, 1, 2);
    find(ledger, new float[][] {{.25f, 0}, {.125f, 0}}, new int[] {0, 0}, 1);

    assertThat(ledger.outcome(0).improvements())
        .containsExactly(new Improvement(1, .9f), new Improvement(3, .5), new Improvement(6, .125));
    assertThat(ledger.outcome(1).improvements()).isEmpty();
    assertThat(ledger.outcome(0).ending()).isEqualTo(Ending.SEARCHED);
  }

  @Test
  void whatIsBeyondEpsilonIsNoImprovement() {
    Ledger ledger = ledger(ThreatModel.within(Norm.LINF, Epsilon.of(.3)), Budget.exhaustive());
    find(ledger, new float[][] {{.5f, 0}, {.25f, 0}}, new int[] {0, 0}, 0, 1);
    assertThat(ledger.outcome(0).improvements()).containsExactly(new Improvement(2, .25));
  }

  /** A row is cut off when it was told, not before, so that no question is cut in two. */
  @Test
  void whenTimeIsOverEveryExampleIsFinishedThatAsksAndNotDone() {
    boolean[] over = new boolean[1];
    Ledger ledger =
        ledger(ThreatModel.smallest(Norm.LINF), Budget.untilSuccess().by(() -> over[0]));
    find(ledger, new float[][] {{.5f, 0}}, new int[] {1}, 0);
    assertThat(ledger.finished(0)).isFalse();
    over[0] = true;
    assertThat(ledger.charge(new int[] {0})).containsExactly(0);
    assertThat(ledger.finished(0)).isTrue();
    assertThat(ledger.finished(1)).isTrue();
    assertThat(ledger.charge(new int[] {0})).isEmpty();
    assertThat(ledger.queriesLeft(0)).isZero();
    assertThat(ledger.outcome(0).ending()).isEqualTo(Ending.OUT_OF_TIME);
    assertThat(ledger.outcome(0).queries()).isEqualTo(1);
    assertThat(ledger.outcome(1).ending()).isEqualTo(Ending.SEARCHED);
  }

  @Test
  void anExampleWithoutAStartSaysSo() {
    Ledger ledger = ledger(ThreatModel.smallest(Norm.LINF), Budget.exhaustive());
    ledger.giveUp(1);
    assertThat(ledger.outcome(1).ending()).isEqualTo(Ending.NO_START);
    assertThat(ledger.outcome(0).ending()).isEqualTo(Ending.SEARCHED);
  }

  @Test
  void aDeadlinePassesOnceItsTimeIsOver() {
    assertThat(Deadline.in(Duration.ofHours(1)).passed()).isFalse();
    assertThat(Deadline.in(Duration.ZERO).passed()).isTrue();
    assertThat(Deadline.NEVER.passed()).isFalse();
  }

  @Test
  void queriesAreNumberedPerExampleInsideOneQuestion() {
    Ledger ledger = ledger(ThreatModel.smallest(Norm.LINF), Budget.exhaustive());
    find(ledger, new float[][] {{1, 1}, {1, 1}}, new int[] {0, 1});
    find(
        ledger,
        new float[][] {{0, 0}, {.9f, 0}, {.8f, 0}, {.7f, 0}, {1, 1}},
        new int[] {1, 0, 1, 1, 0},
        1,
        2,
        3);
    assertThat(first(ledger.outcome(0)).query()).isEqualTo(2);
    assertThat(first(ledger.outcome(1)).query()).isEqualTo(3);
    assertThat(best(ledger.outcome(1)).query()).isEqualTo(4);
    assertThat(ledger.outcome(0).queries()).isEqualTo(3);
    assertThat(ledger.outcome(1).queries()).isEqualTo(4);
  }

  @Test
  void epsilonHasSlackForRoundingAndNoMore() {
    ThreatModel threat = ThreatModel.within(Norm.LINF, new Epsilon(8 / 255.0, "8/255"));
    assertThat(threat.allows(8 / 255.0 + 9e-7)).isTrue();
    assertThat(threat.allows(8 / 255.0 + 1.1e-6)).isFalse();
    Ledger ledger = ledger(threat, Budget.untilSuccess());
    find(ledger, new float[][] {{.032f, 0}, {.031f, 0}}, new int[] {0, 1}, 0, 1);
    assertThat(ledger.finished(0)).isFalse();
    assertThat(ledger.finished(1)).isTrue();
  }

  @Test
  void theRememberedPointIsACopy() {
    Ledger ledger = ledger(ThreatModel.smallest(Norm.LINF), Budget.exhaustive());
    INDArray points = Nd4j.createFromArray(new float[][] {{.5f, .5f}});
    ledger.charge(new int[] {0});
    ledger.remember(points, new int[] {0}, new int[] {0});
    points.assign(0);
    assertThat(best(ledger.outcome(0)).point()).containsExactly(.5f, .5f);
  }

  @Test
  void chargesUpToTheBudgetAndSaysWhichPlacesAreCovered() {
    Ledger ledger = ledger(ThreatModel.smallest(Norm.L2), Budget.exhaustive().limitedTo(2));
    assertThat(ledger.charge(new int[] {0, 1, 0, 0})).containsExactly(0, 1, 2);
    assertThat(ledger.finished(0)).isTrue();
    assertThat(ledger.queriesLeft(1)).isEqualTo(1);
    assertThat(ledger.charge(new int[] {0, 1, 1})).containsExactly(1);
    assertThat(ledger.outcome(0).queries()).isEqualTo(2);
  }

  @Test
  void theTraceKeepsEveryLossInOrder() {
    Ledger ledger = ledger(ThreatModel.smallest(Norm.L2), Budget.exhaustive());
    ledger.trace(new int[] {1, 0, 1}, new double[] {1, 2, 3});
    ledger.trace(new int[] {1}, new double[] {4});
    assertThat(ledger.outcome(0).losses()).containsExactly(2);
    assertThat(ledger.outcome(1).losses()).containsExactly(1, 3, 4);
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new Budget(0, true))
        .isInstanceOf(BadInput.class)
        .hasMessage("query budget: expected 1 or more queries per example, got 0.");
    assertThatThrownBy(() -> new ThreatModel(Norm.L2, null, 0))
        .isInstanceOf(BadInput.class)
        .hasMessage("votes: expected 1 or more, got 0.");
    assertThatThrownBy(() -> new Batch(Nd4j.zeros(2, 2), new int[2], List.of("a")))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "batch: expected as many labels and ids as inputs, got 2 inputs, 2 labels, 1 ids.");
    assertThatThrownBy(
            () ->
                new Ledger(
                    new Batch(Nd4j.ones(1, 2).muli(2), new int[1], List.of("a")),
                    PAIR,
                    3,
                    ThreatModel.smallest(Norm.L2),
                    new Criterion.Untargeted(),
                    Budget.exhaustive()))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("attack, example 0, feature 0: expected values in [0.0, 1.0]");
  }
}
