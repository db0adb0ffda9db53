package org.gauntletml.defenses.training;

import org.gauntletml.models.DifferentiableClassifier;

/** One way to make a network robust: what it learns from each batch. Methods are records. */
public interface RobustMethod {
  /**
   * What to learn from a batch; adversarial examples are crafted here, against the network in
   * inference mode.
   *
   * @param frozen the network as it is now, in inference mode
   */
  Update update(DifferentiableClassifier frozen, Lesson lesson);

  /** How robust accuracy is estimated on validation data. */
  Probe probe();

  /** Whether adversarial examples are made by a single step, which can overfit catastrophically. */
  default boolean singleStep() {
    return false;
  }

  /** Updates of the network for every batch. */
  default int updates() {
    return 1;
  }

  /** Called before every epoch: a method that carries something from batch to batch begins anew. */
  default RobustMethod begin() {
    return this;
  }
}
