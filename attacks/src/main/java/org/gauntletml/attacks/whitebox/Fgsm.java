package org.gauntletml.attacks.whitebox;

import org.gauntletml.attacks.GradientTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.WhiteBoxAttack;
import org.gauntletml.models.CrossEntropy;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Fast gradient sign method (Goodfellow et al. 2015, arXiv 1412.6572): one step of length epsilon
 * in the steepest-ascent direction of the cross-entropy, generalised from the sign to the dual
 * direction of the norm. A baseline, never an evaluation on its own.
 */
public record Fgsm(Norm norm) implements WhiteBoxAttack {
  @Override
  public long mostQueries() {
    return 2;
  }

  @Override
  public void run(GradientTarget target, RandomStreams random) {
    int[] rows = target.active();
    INDArray x = target.originals(rows);
    INDArray gradient = target.ascend(x, rows, new CrossEntropy()).gradient();
    INDArray step = norm.ascent(gradient).muli(target.threat().bound());
    target.labels(target.project(x.addi(step), rows), rows);
  }
}
