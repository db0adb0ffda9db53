package org.gauntletml.defenses.smoothing;

import org.gauntletml.models.Classifier;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A smoothed model that tells scores: the logarithm of the mean softmax over some noisy copies.
 * Every question is answered under fresh noise.
 */
class SmoothedScores extends SmoothedModel implements Classifier {
  private final Classifier base;

  SmoothedScores(Classifier base, Noise noise) {
    super(base, noise);
    this.base = base;
  }

  @Override
  public INDArray logits(INDArray x) {
    return mean(question(x)).logits();
  }

  MeanSoftmax mean(NoisyQuestion question) {
    return MeanSoftmax.of(question, classes(), base::logits);
  }
}
