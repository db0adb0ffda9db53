package org.gauntletml.attacks.scorebased;

import java.util.random.RandomGenerator;

/** Perturbations of one image that differ in windows; what the norm makes of Square's search. */
interface Windows {
  /** Fills a perturbation to start from. */
  void start(float[] delta, RandomGenerator random);

  /**
   * Changes a perturbation in place.
   *
   * @param share of the pixels that the window covers, above 0, at most 1
   */
  void move(float[] delta, double share, RandomGenerator random);
}
