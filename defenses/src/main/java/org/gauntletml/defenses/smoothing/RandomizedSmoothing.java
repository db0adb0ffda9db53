package org.gauntletml.defenses.smoothing;

import java.util.random.RandomGenerator;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.BinomialTest;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.LabelOracle;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Randomized smoothing (Cohen et al. 2019, arXiv 1902.02918): the class that a base classifier
 * answers most often when Gaussian noise is added to its input. Any classifier will do, hard labels
 * suffice. Noise is in input units, added before anything the model does.
 *
 * @param base the classifier asked about noisy inputs
 * @param sigma standard deviation of the noise, positive
 * @param batch noisy inputs asked about at once
 */
public record RandomizedSmoothing(LabelOracle base, double sigma, int batch) {
  private static final BinomialTest UPPER_TAIL =
      BinomialTest.withDefaults().with(AlternativeHypothesis.GREATER_THAN);

  public RandomizedSmoothing {
    if (!(sigma > 0) || Double.isInfinite(sigma)) {
      throw BadInput.of("sigma", "a positive standard deviation", sigma);
    }
    if (batch < 1) {
      throw BadInput.of("smoothing batch", "1 or more", batch);
    }
  }

  /**
   * CERTIFY: guesses the class from {@code n0} draws, and bounds its probability from {@code n}
   * others.
   *
   * @param x one example, FLOAT {@code [1, input...]}; borrowed
   * @param alpha probability that the certificate is wrong, in (0, 1)
   * @param random this example's own stream
   */
  public Certificate certify(INDArray x, int n0, int n, double alpha, RandomGenerator random) {
    if (n0 < 1 || n < n0 || n > Integer.MAX_VALUE - n0) {
      throw BadInput.of("smoothing", "1 <= n0 <= n draws", "n0 = " + n0 + ", n = " + n);
    }
    checkAlpha(alpha);
    int[][] votes = votes(x, n0, n, random);
    int guess = top(votes[0], -1);
    int hits = votes[1][guess];
    double lowerBound = lowerBound(hits, n, alpha);
    return lowerBound < 0.5
        ? new Certificate(Certificate.ABSTAIN, hits, lowerBound, 0)
        : new Certificate(guess, hits, lowerBound, sigma * quantile(lowerBound));
  }

  /**
   * PREDICT: the most frequent class of {@code n} draws, or {@link Certificate#ABSTAIN} where a
   * two-sided binomial test between the two most frequent ones is not significant at {@code alpha}.
   *
   * @param x one example, FLOAT {@code [1, input...]}; borrowed
   */
  public int predict(INDArray x, int n, double alpha, RandomGenerator random) {
    checkAlpha(alpha);
    return winner(votes(x, n, random), alpha);
  }

  /** The class with most votes, or {@link Certificate#ABSTAIN} where that is not significant. */
  static int winner(int[] votes, double alpha) {
    int first = top(votes, -1);
    int second = top(votes, first);
    return pValue(votes[first], votes[second]) > alpha ? Certificate.ABSTAIN : first;
  }

  /** Votes of {@code n} draws for each class. */
  int[] votes(INDArray x, int n, RandomGenerator random) {
    return votes(x, n, 0, random)[0];
  }

  /** Votes of {@code n0} draws for each class, and of {@code n} others. */
  private int[][] votes(INDArray x, int n0, int n, RandomGenerator random) {
    int[][] votes = new int[2][base.classes()];
    int drawn = 0;
    try (NoisyBatches draws =
        new NoisyBatches(x, base.input(), sigma, n0 + n, batch, random.nextLong())) {
      while (draws.hasNext()) {
        for (int label : base.labels(draws.next())) {
          votes[drawn++ < n0 ? 0 : 1][label]++;
        }
      }
    }
    return votes;
  }

  /**
   * The smoothed model as an adversary meets it: every question is answered from {@code draws}
   * fresh noisy copies, and the answer is their mean softmax, at the level of access that the base
   * gives: with gradients, scores, or labels by vote. It answers at random, though the same way in
   * every run; a success should hold in several answers.
   *
   * @param seed of the noise
   */
  public LabelOracle answering(int draws, long seed) {
    if (draws < 1) {
      throw BadInput.of("smoothing", "1 or more draws", draws);
    }
    Noise noise = new Noise(sigma, draws, new NoiseKeys(seed));
    return base instanceof DifferentiableClassifier differentiable
        ? new SmoothedGradients(differentiable, noise)
        : base instanceof Classifier scores
            ? new SmoothedScores(scores, noise)
            : new SmoothedLabels(base, noise);
  }

  /** The largest radius that {@code n} draws can certify at {@code alpha}, in input units. */
  public double largestRadius(int n, double alpha) {
    return sigma * quantile(lowerBound(n, n, alpha));
  }

  /** One-sided Clopper-Pearson lower bound on a probability, from {@code k} hits in {@code n}. */
  static double lowerBound(int k, int n, double alpha) {
    return BinomialConfidenceInterval.CLOPPER_PEARSON
        .fromErrorRate(n, k, 2 * alpha)
        .getLowerBound();
  }

  /**
   * Two-sided test that two classes are equally likely, {@code first >= second}. At one half the
   * two tails are equal, so it is twice one of them (the library's own two-sided test drops one
   * tail when rounding breaks that tie).
   */
  static double pValue(int first, int second) {
    return Math.min(1, 2 * UPPER_TAIL.test(first + second, first, 0.5).getPValue());
  }

  /** The standard normal number that a share {@code p} lies below. */
  static double quantile(double p) {
    return NormalDistribution.of(0, 1).inverseCumulativeProbability(p);
  }

  static int top(int[] votes, int excluded) {
    int top = excluded == 0 ? 1 : 0;
    for (int k = top + 1; k < votes.length; k++) {
      if (k != excluded && votes[k] > votes[top]) {
        top = k;
      }
    }
    return top;
  }

  static void checkAlpha(double alpha) {
    if (!(alpha > 0 && alpha < 1)) {
      throw BadInput.of("alpha", "a probability between 0 and 1, both excluded", alpha);
    }
  }
}
