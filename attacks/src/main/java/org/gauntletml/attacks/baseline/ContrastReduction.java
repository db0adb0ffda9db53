package org.gauntletml.attacks.baseline;

import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.models.BadInput;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Fades each example to the grey in the middle of the box and keeps the faintest fading that is
 * adversarial.
 *
 * @param norm measures the perturbation
 * @param steps of fading
 * @param halvings of the step that brought success
 */
public record ContrastReduction(Norm norm, int steps, int halvings) implements DecisionBasedAttack {
  public ContrastReduction {
    if (steps < 1 || halvings < 0) {
      throw BadInput.of(
          "contrast reduction", "1 or more steps, 0 or more halvings", steps + " and " + halvings);
    }
  }

  /** 20 steps, 8 halvings. */
  public static ContrastReduction of(Norm norm) {
    return new ContrastReduction(norm, 20, 8);
  }

  @Override
  public boolean minimumNorm() {
    return true;
  }

  @Override
  public void run(LabelTarget target, RandomStreams random) {
    double grey = (target.input().lower() + target.input().upper()) / 2;
    Path fading =
        (strengths, rows) -> {
          INDArray x = target.originals(rows);
          INDArray toGrey = x.rsub(grey);
          return target.input().clip(toGrey.muli(Rows.column(strengths, x)).addi(x));
        };
    fading.search(target, steps, halvings);
  }
}
