package org.gauntletml.defenses.training;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.whitebox.StepRule;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.Logits;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The inner maximisation of adversarial training: a fixed number of projected gradient steps.
 * Unlike an attack it does not end where an example is adversarial: what is learned is the last
 * point.
 *
 * @param epsilon radius of the ball
 * @param step length of a step
 */
public record Ascent(Norm norm, Epsilon epsilon, int steps, StepRule step, Start start) {
  /** Where the first step starts. */
  public enum Start {
    /** At the example. */
    EXAMPLE,
    /** Uniformly in the ball. */
    UNIFORM,
    /** A thousandth of a standard normal draw away, as TRADES does. */
    NEARBY
  }

  private static final double NEARBY = 1e-3;

  public Ascent {
    norm.among("adversarial training", Norm.LINF, Norm.L2, Norm.L1);
    if (steps < 1) {
      throw BadInput.of("steps of adversarial training", "1 or more", steps);
    }
  }

  /** Climbs the cross-entropy of the true classes. */
  INDArray climb(DifferentiableClassifier model, Lesson lesson) {
    return climb(
        model, lesson, logits -> new CrossEntropy().away(logits, lesson.labels()).gradient());
  }

  /**
   * Climbs a loss of the logits.
   *
   * @param slope from logits {@code [N, K]} to the loss's gradient in them, fresh
   */
  INDArray climb(DifferentiableClassifier model, Lesson lesson, UnaryOperator<INDArray> slope) {
    return climb(
        model.input(),
        lesson,
        x -> {
          try (Linearization forward = model.linearize(x)) {
            NotFinite.check(Logits.rows(forward.logits()));
            try (INDArray dLogits = slope.apply(forward.logits())) {
              return forward.pullback(dLogits);
            }
          }
        });
  }

  /**
   * Climbs any function of the inputs.
   *
   * @param gradient from inputs {@code [N, input...]} to the function's gradient, fresh
   * @return fresh
   */
  INDArray climb(InputSpec input, Lesson lesson, UnaryOperator<INDArray> gradient) {
    double radius = epsilon.value() * lesson.share();
    double[] radii = new double[lesson.size()];
    Arrays.fill(radii, radius);
    INDArray x = first(input, lesson, radius, radii);
    double length = step.length(radius, steps);
    for (int i = 0; i < steps; i++) {
      try (INDArray slope = gradient.apply(x)) {
        norm.climb(x, slope, lesson.x(), length, radius, input);
      }
    }
    return x;
  }

  private INDArray first(InputSpec input, Lesson lesson, double radius, double[] radii) {
    if (start == Start.EXAMPLE) {
      return lesson.x().dup('c');
    }
    INDArray away =
        start == Start.UNIFORM
            ? lesson.random().ball(lesson.rows(), input, norm).muli(radius)
            : lesson.random().gaussian(lesson.rows(), input).muli(NEARBY);
    try (away) {
      return norm.project(away.addi(lesson.x()), lesson.x(), radii, input);
    }
  }
}
