package org.gauntletml.attacks.scorebased;

import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Standing;

/** A search that goes where random moves raise the loss. */
interface Climb extends Slope.Moves {
  /** Fills the point the search of this example stands at. */
  void stand(int row, float[] point);

  /** Goes on by what the moves of these examples have shown. */
  void step(int[] rows, Slope[] slopes);

  /**
   * Takes so many steps: each asks about the point the search stands at, then about the moves.
   *
   * @param draws of one step
   */
  default void run(Probes probes, Slope.Draws draws, int steps, RandomStreams random) {
    int[] rows = probes.target().active();
    for (int i = 0; rows.length > 0; i++) {
      int[] asked = rows;
      probes.losses(asked, 1, (place, number, point) -> stand(asked[place], point));
      rows = probes.target().standing(rows).rows();
      if (i == steps || rows.length == 0) {
        return;
      }
      Slope[] slopes = Slope.of(probes, rows, draws, random, this);
      Standing standing = probes.target().standing(rows);
      Slope[] left = new Slope[standing.rows().length];
      for (int n = 0; n < left.length; n++) {
        left[n] = slopes[standing.places()[n]];
      }
      rows = standing.rows();
      if (rows.length > 0) {
        step(rows, left);
      }
    }
  }
}
