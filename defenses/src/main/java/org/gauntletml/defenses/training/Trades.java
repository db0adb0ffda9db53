package org.gauntletml.defenses.training;

import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.whitebox.StepRule;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.Logits;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * TRADES (Zhang et al. 2019, arXiv 1901.08573): the cross-entropy of the clean example plus beta
 * times the divergence of the answers for it and for the point where they differ most. That point
 * is looked for from a small random start, because the divergence is stationary at the example.
 *
 * @param beta weight of robustness, positive; the authors use 1 to 6
 */
public record Trades(Ascent inner, double beta) implements LossMethod {
  public Trades {
    if (!(beta > 0) || Double.isInfinite(beta)) {
      throw BadInput.of("TRADES beta", "a positive number", beta);
    }
  }

  /** The authors' MNIST setting in relation to epsilon: 40 steps of epsilon / 30, beta 1. */
  public static Trades of(Norm norm, Epsilon epsilon) {
    return new Trades(
        new Ascent(norm, epsilon, 40, StepRule.perEpsilon(1 / 30.0), Ascent.Start.NEARBY), 1);
  }

  @Override
  public Objective objective(DifferentiableClassifier frozen, Lesson lesson) {
    double[][] logP;
    try (INDArray logits = frozen.logits(lesson.x())) {
      logP = NotFinite.check(Logits.rows(logits));
    }
    for (int n = 0; n < logP.length; n++) {
      logP[n] = Logits.logSoftmax(logP[n]);
    }
    INDArray twin = inner.climb(frozen, lesson, logits -> slope(logP, Logits.rows(logits)));
    return new Pair(lesson.x(), twin, lesson.labels(), this::loss);
  }

  /** Derivative of the divergence from p by the logits of the other answer. */
  private static INDArray slope(double[][] logP, double[][] z) {
    double[][] dz = new double[z.length][z[0].length];
    double[] fixed = new double[z[0].length];
    for (int n = 0; n < z.length; n++) {
      Pair.divergence(logP[n], Logits.logSoftmax(z[n]), 1, fixed, dz[n]);
    }
    return Pair.flat(dz);
  }

  double loss(double[] z, double[] twin, int label, double[] dz, double[] dTwin) {
    double[] logP = Logits.logSoftmax(z);
    double kl = Pair.divergence(logP, Logits.logSoftmax(twin), beta, dz, dTwin);
    for (int k = 0; k < z.length; k++) {
      dz[k] += Math.exp(logP[k]) - (k == label ? 1 : 0);
    }
    return beta * kl - logP[label];
  }

  @Override
  public Probe probe() {
    return new PgdTraining(inner).probe();
  }
}
