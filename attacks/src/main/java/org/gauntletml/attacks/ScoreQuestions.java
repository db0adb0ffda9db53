package org.gauntletml.attacks;

import org.gauntletml.models.Classifier;
import org.gauntletml.models.Logits;
import org.gauntletml.models.backend.NativeGarbage;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Questions for logits. */
class ScoreQuestions extends LabelQuestions implements ScoreTarget {
  private final Classifier model;

  ScoreQuestions(Classifier model, Ledger ledger) {
    super(model, ledger);
    this.model = model;
  }

  @Override
  public INDArray logits(INDArray points, int[] rows) {
    NativeGarbage.passed(points.length());
    return scores(points, rows);
  }

  @Override
  public INDArray logits(float[][] points, int[] rows) {
    return scores(form.filled(points), rows);
  }

  private INDArray scores(INDArray points, int[] rows) {
    return answer(
        ask(points, rows),
        new long[] {rows.length, classes()},
        question -> {
          INDArray logits = model.logits(question.inputs());
          settle(question, Logits.argMax(logits));
          return logits;
        });
  }
}
