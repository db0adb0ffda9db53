package org.gauntletml.defenses.training;

import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.whitebox.StepRule;
import org.gauntletml.models.DifferentiableClassifier;

/**
 * Adversarial training (Madry et al. 2018, arXiv 1706.06083): the cross-entropy of what projected
 * gradient descent makes of each batch, and of nothing else. With one step of 1.25 epsilon from a
 * uniform start it is fast adversarial training, FGSM-RS (Wong et al. 2020, arXiv 2001.03994).
 */
public record PgdTraining(Ascent inner) implements LossMethod {
  /** Steps after which validation attacks. */
  private static final int PROBE = 20;

  /** The authors' MNIST setting in relation to epsilon: 40 steps of epsilon / 30. */
  public static PgdTraining of(Norm norm, Epsilon epsilon) {
    return new PgdTraining(
        new Ascent(norm, epsilon, 40, StepRule.perEpsilon(1 / 30.0), Ascent.Start.UNIFORM));
  }

  /** FGSM-RS: one step of 1.25 epsilon from a uniform start. */
  public static PgdTraining fast(Norm norm, Epsilon epsilon) {
    return new PgdTraining(
        new Ascent(norm, epsilon, 1, StepRule.perEpsilon(1.25), Ascent.Start.UNIFORM));
  }

  @Override
  public Objective objective(DifferentiableClassifier frozen, Lesson lesson) {
    return new CrossEntropyObjective(inner.climb(frozen, lesson), lesson.labels(), true);
  }

  @Override
  public Probe probe() {
    return new Probe.Attacked(inner.norm(), inner.epsilon(), PROBE);
  }

  @Override
  public boolean singleStep() {
    return inner.steps() == 1;
  }
}
