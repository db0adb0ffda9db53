package org.gauntletml.attacks;

import org.gauntletml.models.DifferentiableClassifier;

/**
 * An attack that is no search for each example: it is fitted once, on examples of one split, and
 * the result is tried as it is on others. What fitting costs is the attacker's own affair and is
 * not charged to the examples it is tried on.
 */
public interface UniversalAttack {
  /** The norm of the perturbations it makes. */
  Norm norm();

  /**
   * Fits the attack.
   *
   * @param model borrowed; need not be the one that is attacked in the end
   * @param examples to fit on, never those it is measured on
   * @param threat bounds the perturbation, for attacks that live in a ball
   * @param random streams of these examples
   * @return an attack with nothing left to search
   */
  DecisionBasedAttack fit(
      DifferentiableClassifier model, Batch examples, ThreatModel threat, RandomStreams random);
}
