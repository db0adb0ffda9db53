package org.gauntletml.defenses.smoothing;

import org.gauntletml.models.LabelOracle;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A smoothed model that tells labels only: the class that most of some noisy copies get, the first
 * of several. Every question is answered under fresh noise.
 */
final class SmoothedLabels extends SmoothedModel {
  private final LabelOracle base;

  SmoothedLabels(LabelOracle base, Noise noise) {
    super(base, noise);
    this.base = base;
  }

  @Override
  public int[] labels(INDArray x) {
    NoisyQuestion question = question(x);
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
