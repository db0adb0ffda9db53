package org.gauntletml.models.restricted;

import org.gauntletml.models.BadInput;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model behind a service that rounds its probabilities. Scores are the logarithms of the rounded
 * probabilities, which is the most an adversary can make of them; one that is rounded to zero is
 * known to be below half a unit of the last decimal, and taken for that. The label stays the
 * model's own where rounding makes a tie, as a service that tells probabilities tells the label
 * too.
 *
 * @param decimals of a probability between 0 and 1
 */
public record RoundedScores(Classifier model, int decimals) implements Classifier {
  private static final int MOST = 9;

  public RoundedScores {
    if (decimals < 1 || decimals > MOST) {
      throw BadInput.of("decimals", "1 to " + MOST, decimals);
    }
  }

  @Override
  public InputSpec input() {
    return model.input();
  }

  @Override
  public int classes() {
    return model.classes();
  }

  @Override
  public INDArray logits(INDArray x) {
    double units = Math.pow(10, decimals);
    return Told.of(
        model.logits(x),
        p -> {
          for (int k = 0; k < p.length; k++) {
            p[k] = Math.max(0.5, Math.rint(p[k] * units)) / units;
          }
        });
  }
}
