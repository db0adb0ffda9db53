package org.gauntletml.defenses.training;

import org.gauntletml.models.DifferentiableClassifier;

/** A method that is a loss of each batch, so that its derivative can be had without a step. */
public interface LossMethod extends RobustMethod {
  /** The loss, as {@link #update} learns it. */
  Objective objective(DifferentiableClassifier frozen, Lesson lesson);

  @Override
  default Update update(DifferentiableClassifier frozen, Lesson lesson) {
    return objective(frozen, lesson);
  }
}
