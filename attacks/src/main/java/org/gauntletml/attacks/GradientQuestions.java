package org.gauntletml.attacks;

import java.util.stream.IntStream;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.LogitLoss;
import org.gauntletml.models.Logits;
import org.gauntletml.models.backend.NativeGarbage;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Questions for gradients. */
final class GradientQuestions extends ScoreQuestions implements GradientTarget {
  private final DifferentiableClassifier model;
  private final int draws;

  GradientQuestions(DifferentiableClassifier model, Ledger ledger) {
    this(model, ledger, 1);
  }

  private GradientQuestions(DifferentiableClassifier model, Ledger ledger, int draws) {
    super(model, ledger);
    this.model = model;
    this.draws = draws;
  }

  @Override
  public GradientTarget averaged(int draws) {
    return new GradientQuestions(model, ledger, draws);
  }

  @Override
  public Ascent ascend(INDArray points, int[] rows, LogitLoss loss) {
    return mean(
        points,
        rows,
        (logits, question) ->
            criterion().loss(loss, logits, trueLabels(question.rows()), question.rows()));
  }

  @Override
  public Ascent ascend(INDArray points, int[] rows, LogitLoss loss, int[] aims) {
    LogitLoss defined = loss.reaching(classes());
    return mean(
        points,
        rows,
        (logits, question) -> {
          int[] truth = trueLabels(question.rows());
          int[] incumbents = criterion().incumbents(logits, truth, question.rows());
          int[] covered = IntStream.of(question.places()).map(place -> aims[place]).toArray();
          return defined.toward(logits, incumbents, covered);
        });
  }

  /** The value to ascend, for the logits of the covered part of a question. */
  private interface Objective {
    LogitLoss.Value at(INDArray logits, Question question);
  }

  private Ascent mean(INDArray points, int[] rows, Objective objective) {
    NativeGarbage.passed(draws * points.length());
    double[] losses = new double[rows.length];
    int[] met = new int[rows.length];
    Question first = ask(points, rows);
    INDArray gradient = once(first, objective, losses, met);
    for (int draw = 1; draw < draws; draw++) {
      gradient.addi(once(ask(points, rows), objective, losses, met));
    }
    if (draws > 1) {
      gradient.divi(draws);
      for (int i = 0; i < losses.length; i++) {
        losses[i] /= draws;
      }
    }
    ledger.trace(first.rows(), IntStream.of(first.places()).mapToDouble(i -> losses[i]).toArray());
    boolean[] adversarial = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      adversarial[i] = 2 * met[i] > draws;
    }
    return new Ascent(losses, gradient, adversarial);
  }

  /**
   * Adds one answer's losses to {@code losses}, counts in {@code met} where it meets the criterion,
   * and gives its gradient.
   */
  private INDArray once(Question asked, Objective objective, double[] losses, int[] met) {
    return answer(
        asked,
        input().batch(asked.asked()),
        question -> {
          try (Linearization forward = model.linearize(question.inputs())) {
            int[] answers = Logits.argMax(forward.logits());
            settle(question, answers);
            LogitLoss.Value value = objective.at(forward.logits(), question);
            int[] truth = trueLabels(question.rows());
            for (int i = 0; i < answers.length; i++) {
              int place = question.places()[i];
              losses[place] += value.losses()[i];
              met[place] += criterion().met(question.rows()[i], truth[i], answers[i]) ? 1 : 0;
            }
            ledger.chargeGradients(question.rows());
            return ledger.space().pullback(forward.pullback(value.gradient()));
          }
        });
  }

  @Override
  public Linearization linearize(INDArray points, int[] rows) {
    NativeGarbage.passed(points.length());
    Question question = ask(points, rows);
    if (question.rows().length < rows.length) {
      throw new IllegalStateException(
          "target: linearize asked about a finished example. Keep the standing rows first.");
    }
    Linearization forward = model.linearize(question.inputs());
    settle(question, Logits.argMax(forward.logits()));
    return new Linearization() {
      @Override
      public INDArray logits() {
        return forward.logits();
      }

      @Override
      public INDArray pullback(INDArray dLogits) {
        ledger.chargeGradients(rows);
        return ledger.space().pullback(forward.pullback(dLogits));
      }

      @Override
      public void close() {
        forward.close();
      }
    };
  }
}
