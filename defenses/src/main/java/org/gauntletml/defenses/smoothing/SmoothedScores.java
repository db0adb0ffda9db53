package org.gauntletml.defenses.smoothing;

import org.gauntletml.models.Classifier;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A smoothed model that tells scores: the logarithm of the mean softmax over some noisy copies.
 * Every question is answered under fresh noise.
 */
class SmoothedScores implements Classifier {
  private final Classifier base;
  private final Noise noise;

  SmoothedScores(Classifier base, Noise noise) {
    this.base = base;
    this.noise = noise;
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
  public INDArray logits(INDArray x) {
    return mean(question(x)).logits();
  }

  /** The noisy copies that one more question is answered from. */
  NoisyQuestion question(INDArray x) {
    return noise.about(x, input());
  }

  MeanSoftmax mean(NoisyQuestion question) {
    return MeanSoftmax.of(question, classes(), base::logits);
  }
}
