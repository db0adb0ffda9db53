package org.gauntletml.defenses.training;

import org.gauntletml.models.BadInput;
import org.gauntletml.models.DifferentiableClassifier;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Training on noisy copies, the base of randomized smoothing (Cohen et al. 2019, arXiv 1902.02918):
 * every example with fresh Gaussian noise in input units, not clipped to the box.
 *
 * @param sigma standard deviation of the noise, positive
 */
public record GaussianAugmentation(double sigma) implements LossMethod {
  public GaussianAugmentation {
    checkSigma(sigma);
  }

  static void checkSigma(double sigma) {
    if (!(sigma > 0) || Double.isInfinite(sigma)) {
      throw BadInput.of("sigma", "a positive standard deviation", sigma);
    }
  }

  @Override
  public Objective objective(DifferentiableClassifier frozen, Lesson lesson) {
    INDArray noisy =
        lesson.random().gaussian(lesson.rows(), frozen.input()).muli(sigma).addi(lesson.x());
    return new CrossEntropyObjective(noisy, lesson.labels(), true);
  }

  @Override
  public Probe probe() {
    return new Probe.Noisy(sigma);
  }
}
