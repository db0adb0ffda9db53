package org.gauntletml.attacks.baseline;

import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;

/**
 * Blurs each image by a Gaussian whose standard deviation grows up to the longer side of the image,
 * and keeps the narrowest that is adversarial. Asks nothing about inputs that are not images.
 *
 * @param norm measures the perturbation
 * @param steps of the standard deviation
 * @param halvings of the step that brought success
 */
public record BlurAttack(Norm norm, int steps, int halvings) implements DecisionBasedAttack {
  public BlurAttack {
    if (steps < 1 || halvings < 0) {
      throw BadInput.of("blur", "1 or more steps, 0 or more halvings", steps + " and " + halvings);
    }
  }

  /** 50 steps, 6 halvings. */
  public static BlurAttack of(Norm norm) {
    return new BlurAttack(norm, 50, 6);
  }

  @Override
  public boolean minimumNorm() {
    return true;
  }

  @Override
  public void run(LabelTarget target, RandomStreams random) {
    InputSpec input = target.input();
    if (input.shape().size() != 3) {
      return;
    }
    int height = input.shape().get(1).intValue();
    int width = input.shape().get(2).intValue();
    Path widening =
        (strengths, rows) -> {
          double[][] images = Rows.doubles(target.originals(rows));
          for (int n = 0; n < rows.length; n++) {
            Blur blur = new Blur(strengths[n] * Math.max(height, width));
            images[n] = blur.of(images[n], height, width);
          }
          return input.clip(Rows.batch(images, input));
        };
    widening.search(target, steps, halvings);
  }
}
