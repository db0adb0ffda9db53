package org.gauntletml.attacks.decisionbased;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.gauntletml.attacks.Access;
import org.gauntletml.attacks.Budget;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Ledger;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.kit.CountingModel;
import org.gauntletml.attacks.kit.Fixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InterviewTest {
  private static final Fixture FIXTURE = Fixture.closedForm();
  private static final RandomStreams RANDOM = RandomStreams.of(1, "t", FIXTURE.batch().ids());

  private final CountingModel model = new CountingModel(FIXTURE.model());

  private LabelTarget target(long queries) {
    return Access.LABEL.open(
        model,
        new Ledger(
            FIXTURE.batch(),
            model.input(),
            model.classes(),
            ThreatModel.smallest(Norm.L2),
            new Criterion.Untargeted(),
            Budget.exhaustive().limitedTo(queries)));
  }

  private static Step asks(Example example, int times, Runnable end) {
    if (times == 0) {
      end.run();
      return Step.END;
    }
    return Step.ask(example.original(), adversarial -> asks(example, times - 1, end));
  }

  @Test
  void searchesOfDifferentLengthAllEnd() {
    AtomicInteger ended = new AtomicInteger();
    Interview.hold(
        RayS.standard(),
        target(1000),
        RANDOM,
        example -> asks(example, 1 + 10 * example.row(), ended::incrementAndGet));
    assertThat(ended.get()).isEqualTo(5);
    assertThat(model.forwards().get()).isEqualTo(5 + 10 * (1 + 2 + 3 + 4));
  }

  @Test
  void aSpentBudgetEndsASearchThatWouldGoOnForEver() {
    Interview.hold(RayS.standard(), target(7), RANDOM, InterviewTest::forEver);
    assertThat(model.forwards().get()).isEqualTo(5 * 7);
  }

  private static Step forEver(Example example) {
    float[][] twice = {example.original(), example.original()};
    return new Step(twice, adversarial -> forEver(example));
  }

  @Test
  void whatASearchThrowsReachesTheCaller() {
    assertThatThrownBy(
            () ->
                Interview.hold(
                    RayS.standard(),
                    target(1000),
                    RANDOM,
                    example ->
                        asks(
                            example,
                            2,
                            () -> {
                              if (example.row() == 3) {
                                throw new IllegalStateException("row 3");
                              }
                            })))
        .isInstanceOf(IllegalStateException.class)
        .hasStackTraceContaining("row 3");
  }
}
