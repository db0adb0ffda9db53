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

  @Test
  void searchesOfDifferentLengthAllEnd() {
    AtomicInteger ended = new AtomicInteger();
    Interview.hold(
        RayS.standard(),
        target(1000),
        RANDOM,
        example -> {
          for (int i = 0; i <= 10 * example.row(); i++) {
            example.isAdversarial(example.original());
          }
          ended.incrementAndGet();
        });
    assertThat(ended.get()).isEqualTo(5);
    assertThat(model.forwards().get()).isEqualTo(5 + 10 * (1 + 2 + 3 + 4));
  }

  @Test
  void aSpentBudgetEndsASearchThatWouldGoOnForEver() {
    Interview.hold(
        RayS.standard(),
        target(7),
        RANDOM,
        example -> {
          while (true) {
            example.adversarial(example.original(), example.original());
          }
        });
    assertThat(model.forwards().get()).isEqualTo(5 * 7);
  }

  @Test
  void whatASearchThrowsReachesTheCaller() {
    RuntimeException mistake = new IllegalStateException("row 3");
    assertThatThrownBy(
            () ->
                Interview.hold(
                    RayS.standard(),
                    target(1000),
                    RANDOM,
                    example -> {
                      example.isAdversarial(example.original());
                      if (example.row() == 3) {
                        throw mistake;
                      }
                      example.isAdversarial(example.original());
                    }))
        .isSameAs(mistake);
    assertThatThrownBy(
            () ->
                Interview.hold(
                    RayS.standard(),
                    target(1000),
                    RANDOM,
                    example -> {
                      throw new StackOverflowError("deep");
                    }))
        .isInstanceOf(StackOverflowError.class);
  }
}
