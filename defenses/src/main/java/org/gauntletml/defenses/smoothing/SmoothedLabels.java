package org.gauntletml.defenses.smoothing;

import org.gauntletml.models.Floats;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.LabelOracle;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A smoothed model that tells labels only: the class that most of some noisy copies get, the first
 * of several. Every question is answered under fresh noise.
 */
final class SmoothedLabels implements LabelOracle {
  private final LabelOracle base;
  private final double sigma;
  private final int draws;
  private final NoiseKeys keys;

  SmoothedLabels(LabelOracle base, double sigma, int draws, NoiseKeys keys) {
    this.base = base;
    this.sigma = sigma;
    this.draws = draws;
    this.keys = keys;
  }

  @Override
  public InputSpec input() {
    return base.input();
  }

  @Override
  public int classes() {
    return base.classes();
  }

  @Override
  public int[] labels(INDArray x) {
    float[] clean = Floats.of(x);
    NoisyQuestion question =
        new NoisyQuestion(input(), clean, sigma, keys.next(clean, input().features(), draws));
    int[][] votes = new int[question.rows()][classes()];
    question.each(
        points -> {
          int[] labels = base.labels(points);
          for (int copy = 0; copy < labels.length; copy++) {
            votes[copy % votes.length][labels[copy]]++;
          }
        });
    int[] most = new int[votes.length];
    for (int n = 0; n < most.length; n++) {
      most[n] = RandomizedSmoothing.top(votes[n], -1);
    }
    return most;
  }
}
