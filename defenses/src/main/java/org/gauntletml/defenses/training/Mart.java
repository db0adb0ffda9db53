package org.gauntletml.defenses.training;

import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.whitebox.StepRule;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.Logits;

/**
 * MART (Wang et al. 2020, "Improving adversarial robustness requires revisiting misclassified
 * examples", ICLR): a boosted cross-entropy of the adversarial example, plus beta times the
 * divergence of both answers, weighted by how wrong the clean example is. The constants that keep
 * logarithms finite are the authors'.
 *
 * @param beta weight of the divergence, positive; the authors use 5 and 6
 */
public record Mart(Ascent inner, double beta) implements LossMethod {
  private static final double ABOVE_ONE = 1.0001;

  public Mart {
    if (!(beta > 0) || Double.isInfinite(beta)) {
      throw BadInput.of("MART beta", "a positive number", beta);
    }
  }

  /** 10 steps of a quarter of epsilon from nearby, beta 5, as the authors train. */
  public static Mart of(Norm norm, Epsilon epsilon) {
    return new Mart(
        new Ascent(norm, epsilon, 10, StepRule.perEpsilon(0.25), Ascent.Start.NEARBY), 5);
  }

  @Override
  public Objective objective(DifferentiableClassifier frozen, Lesson lesson) {
    return new Pair(lesson.x(), inner.climb(frozen, lesson), lesson.labels(), this::loss);
  }

  double loss(double[] z, double[] twin, int label, double[] dz, double[] dTwin) {
    double[] logP = Logits.logSoftmax(z);
    double[] logQ = Logits.logSoftmax(twin);
    int rival = Logits.highestBut(twin, label);
    double q = Math.exp(logQ[rival]);
    double boost = ABOVE_ONE - q;
    double wrong = 1 - Math.exp(logP[label]);
    double kl = Pair.divergence(logP, logQ, beta * wrong, dz, dTwin);
    for (int k = 0; k < z.length; k++) {
      double softmax = Math.exp(logQ[k]);
      dTwin[k] += softmax - (k == label ? 1 : 0);
      dTwin[k] += q * ((k == rival ? 1 : 0) - softmax) / boost;
      double p = Math.exp(logP[k]);
      dz[k] -= beta * kl * Math.exp(logP[label]) * ((k == label ? 1 : 0) - p);
    }
    return -logQ[label] - Math.log(boost) + beta * kl * wrong;
  }

  @Override
  public Probe probe() {
    return new PgdTraining(inner).probe();
  }
}
