package org.gauntletml.harness.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * Where an attack was after so many queries per example.
 *
 * @param queries per example
 * @param success examples broken by then, of those it worked on
 * @param medianDistance over all examples it worked on: of the smallest perturbation found by then,
 *     infinite where there was none; NaN if it worked on none
 */
public record Checkpoint(long queries, Rate success, double medianDistance) {
  private static final long FIRST = 100;
  private static final int FIVE = 5;

  /** 100, 500, 1000, 5000, 10000, ... as far as they are below {@code most}, then that itself. */
  static List<Long> upTo(long most) {
    List<Long> grid = new ArrayList<>();
    for (long power = FIRST; power < most; power *= 2L * FIVE) {
      grid.add(power);
      if (FIVE * power < most) {
        grid.add(FIVE * power);
      }
    }
    if (most > 0) {
      grid.add(most);
    }
    return grid;
  }
}
