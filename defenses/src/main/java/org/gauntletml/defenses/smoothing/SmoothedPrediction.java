package org.gauntletml.defenses.smoothing;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.Floats;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * PREDICT as a classifier with one class more, the last, which stands for abstaining. The same
 * input gets the same draws whenever it is asked about. Logits are logarithms of shares of the
 * votes; where the vote is not clear, abstaining gets a vote more than the first class.
 *
 * @param n draws per input
 * @param alpha probability that an answer that is no abstention is wrong, in (0, 1)
 * @param seed of the draws
 */
public record SmoothedPrediction(RandomizedSmoothing smoothing, int n, double alpha, long seed)
    implements Classifier {
  private static final double NO_VOTE = 0.5;

  public SmoothedPrediction {
    if (n < 1) {
      throw BadInput.of("smoothing", "1 or more draws", n);
    }
    RandomizedSmoothing.checkAlpha(alpha);
  }

  @Override
  public InputSpec input() {
    return smoothing.base().input();
  }

  /** Those of the model and {@link #abstain()}. */
  @Override
  public int classes() {
    return smoothing.base().classes() + 1;
  }

  /** The class that stands for no answer. */
  public int abstain() {
    return smoothing.base().classes();
  }

  @Override
  public INDArray logits(INDArray x) {
    float[] values = Floats.of(x);
    int features = input().features();
    int rows = values.length / features;
    float[] logits = new float[rows * classes()];
    for (int row = 0; row < rows; row++) {
      float[] one = Arrays.copyOfRange(values, row * features, (row + 1) * features);
      long key = NoiseKeys.of(seed, values, row * features, features);
      try (INDArray example = Floats.array(one, input().batch(1))) {
        int[] votes = smoothing.votes(example, n, new SplittableRandom(key));
        boolean silent = RandomizedSmoothing.winner(votes, alpha) == Certificate.ABSTAIN;
        int most = Arrays.stream(votes).max().orElseThrow();
        for (int k = 0; k < classes(); k++) {
          double share = k < votes.length ? votes[k] : silent ? most + 1 : 0;
          logits[row * classes() + k] = (float) Math.log(Math.max(NO_VOTE, share) / n);
        }
      }
    }
    return Floats.array(logits, rows, classes());
  }
}
