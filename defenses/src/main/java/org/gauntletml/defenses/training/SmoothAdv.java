package org.gauntletml.defenses.training;

import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.whitebox.StepRule;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.Logits;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Adversarial training of a smoothed classifier (Salman et al. 2019, arXiv 1906.04584): within an
 * L2 ball the point is looked for at which the mean probability of the true class over some noisy
 * copies is smallest, the noise staying the same; its noisy copies are learned. Probabilities are
 * averaged, not logits.
 *
 * @param copies noisy copies of each example, 1 or more; the authors use 1 to 8
 */
public record SmoothAdv(Ascent inner, double sigma, int copies) implements LossMethod {
  public SmoothAdv {
    GaussianAugmentation.checkSigma(sigma);
    if (copies < 1) {
      throw BadInput.of("SmoothAdv copies", "1 or more", copies);
    }
  }

  /** 10 steps of a fifth of epsilon from the example, two copies, in L2. */
  public static SmoothAdv of(Epsilon epsilon, double sigma) {
    return new SmoothAdv(
        new Ascent(Norm.L2, epsilon, 10, StepRule.travel(2), Ascent.Start.EXAMPLE), sigma, 2);
  }

  @Override
  public Objective objective(DifferentiableClassifier frozen, Lesson lesson) {
    FixedNoise noisy = FixedNoise.draw(frozen.input(), lesson, sigma, copies);
    INDArray point =
        inner.climb(frozen.input(), lesson, x -> gradient(frozen, noisy, x, lesson.labels()));
    try (point) {
      return new CrossEntropyObjective(noisy.of(point), noisy.labels(lesson.labels()), true);
    }
  }

  /** Of {@code -log} of the mean probability of the true class. */
  private INDArray gradient(
      DifferentiableClassifier model, FixedNoise noisy, INDArray x, int... labels) {
    try (INDArray points = noisy.of(x);
        Linearization forward = model.linearize(points)) {
      double[][] dz = NotFinite.check(Logits.rows(forward.logits()));
      for (int n = 0; n < labels.length; n++) {
        meanProbability(dz, n * copies, copies, labels[n]);
      }
      try (INDArray cotangent = Pair.flat(dz);
          INDArray each = forward.pullback(cotangent)) {
        return noisy.sum(each);
      }
    }
  }

  /**
   * Replaces the logits of an example's copies by the derivative, in them, of minus the logarithm
   * of the mean probability of its class.
   *
   * @return that loss
   */
  static double meanProbability(double[][] z, int from, int copies, int label) {
    double mean = 0;
    for (int i = from; i < from + copies; i++) {
      z[i] = Logits.logSoftmax(z[i]);
      mean += Math.exp(z[i][label]) / copies;
    }
    double bounded = Math.max(mean, Double.MIN_NORMAL);
    for (int i = from; i < from + copies; i++) {
      double own = Math.exp(z[i][label]);
      for (int k = 0; k < z[i].length; k++) {
        double p = Math.exp(z[i][k]);
        z[i][k] = own * (p - (k == label ? 1 : 0)) / (copies * bounded);
      }
    }
    return -Math.log(bounded);
  }

  @Override
  public Probe probe() {
    return new Probe.Noisy(sigma);
  }
}
