package org.gauntletml.models.restricted;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model behind a service that tells the largest probabilities only. What is left of 1 is shared
 * equally among the classes it keeps silent about: none of them can be above the least one told,
 * and nothing more is known of them. Scores are the logarithms of these probabilities.
 *
 * @param told how many probabilities, at most as many as there are classes
 */
public record TopScores(Classifier model, int told) implements Classifier {
  public TopScores {
    if (told < 1 || told > model.classes()) {
      throw BadInput.of("top scores", "1 to " + model.classes() + ", the classes", told);
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
    return Told.of(model.logits(x), this::shareTheRest);
  }

  private void shareTheRest(double[] p) {
    int[] silent =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble(k -> -p[k]))
            .skip(told)
            .mapToInt(Integer::intValue)
            .toArray();
    double share = Arrays.stream(silent).mapToDouble(k -> p[k]).average().orElse(0);
    for (int k : silent) {
      p[k] = share;
    }
  }
}
