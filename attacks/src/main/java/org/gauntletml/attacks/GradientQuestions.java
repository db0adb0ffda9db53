package org.gauntletml.attacks;

import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.LogitLoss;
import org.gauntletml.models.Logits;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Questions for gradients. */
final class GradientQuestions extends ScoreQuestions implements GradientTarget {
  private final DifferentiableClassifier model;

  GradientQuestions(DifferentiableClassifier model, Ledger ledger) {
    super(model, ledger);
    this.model = model;
  }

  @Override
  public Ascent ascend(INDArray points, int[] rows, LogitLoss loss) {
    double[] losses = new double[rows.length];
    INDArray gradient =
        answer(
            ask(points, rows),
            input().batch(rows.length),
            question -> {
              try (Linearization forward = model.linearize(question.points())) {
                settle(question, Logits.argMax(forward.logits()));
                LogitLoss.Value value =
                    ledger
                        .criterion()
                        .loss(loss, forward.logits(), trueLabels(question.rows()), question.rows());
                ledger.trace(question.rows(), value.losses());
                for (int i = 0; i < value.losses().length; i++) {
                  losses[question.places()[i]] = value.losses()[i];
                }
                ledger.chargeGradients(question.rows());
                return forward.pullback(value.gradient());
              }
            });
    return new Ascent(losses, gradient);
  }

  @Override
  public Linearization linearize(INDArray points, int[] rows) {
    Question question = ask(points, rows);
    if (question.rows().length < rows.length) {
      throw new IllegalStateException(
          "target: linearize asked about a finished example. Keep the standing rows first.");
    }
    Linearization forward = model.linearize(question.points());
    settle(question, Logits.argMax(forward.logits()));
    return new Linearization() {
      @Override
      public INDArray logits() {
        return forward.logits();
      }

      @Override
      public INDArray pullback(INDArray dLogits) {
        ledger.chargeGradients(rows);
        return forward.pullback(dLogits);
      }

      @Override
      public void close() {
        forward.close();
      }
    };
  }
}
