package org.gauntletml.attacks.whitebox;

import java.util.Arrays;
import org.gauntletml.attacks.Norm;
import org.gauntletml.models.InputSpec;

/**
 * The smallest move, by the norm, of a point in the box onto {@code {z : <w, z> = b}} within the
 * box (Croce and Hein 2020, arXiv 1907.02044, section 2.2); the corner nearest to the hyperplane
 * where the box does not reach it.
 */
final class HyperplaneInBox {
  private HyperplaneInBox() {}

  /**
   * @param norm Linf, L2 or L1
   * @param w normal of the hyperplane
   * @param residual {@code b - <w, point>}, what the move has to gain
   * @param point in the box
   * @return the move, one value per coordinate
   */
  static double[] move(Norm norm, double[] w, double residual, double[] point, InputSpec box) {
    double[] slopes = Arrays.stream(w).map(Math::abs).toArray();
    double[] rooms = new double[w.length];
    double[] ones = new double[w.length];
    for (int i = 0; i < w.length; i++) {
      boolean up = w[i] * residual > 0;
      rooms[i] = w[i] == 0 ? 0 : up ? box.upper() - point[i] : point[i] - box.lower();
      ones[i] = 1;
    }
    double need = Math.abs(residual);
    double[] moves =
        switch (norm) {
          case LINF -> evenly(slopes, ones, rooms, need);
          case L2 -> evenly(slopes, slopes, rooms, need);
          case L1 -> steepestFirst(slopes, rooms, need);
          case L0 -> throw new IllegalArgumentException("hyperplane: no projection for L0.");
        };
    double side = Math.signum(residual);
    for (int i = 0; i < w.length; i++) {
      moves[i] *= side * Math.signum(w[i]);
    }
    return moves;
  }

  /**
   * Moves of {@code min(t * rate, room)} that gain what is needed. The gain is concave and
   * piecewise linear in t, so Newton's steps from 0 never overshoot and end after finitely many.
   */
  private static double[] evenly(double[] slopes, double[] rates, double[] rooms, double need) {
    double[] moves = new double[slopes.length];
    double t = 0;
    for (int step = 0; step <= slopes.length; step++) {
      double gain = 0;
      double slope = 0;
      for (int i = 0; i < moves.length; i++) {
        boolean free = t * rates[i] < rooms[i];
        moves[i] = free ? t * rates[i] : rooms[i];
        gain += slopes[i] * moves[i];
        slope += free ? slopes[i] * rates[i] : 0;
      }
      double missing = need - gain;
      if (slope == 0 || missing <= 1e-12 * need) {
        break;
      }
      t += missing / slope;
    }
    return moves;
  }

  /** Whole rooms in the order of falling slopes, the last one in part. */
  private static double[] steepestFirst(double[] slopes, double[] rooms, double need) {
    long[] order = new long[slopes.length];
    for (int i = 0; i < order.length; i++) {
      int rank = Integer.MAX_VALUE - Float.floatToIntBits((float) slopes[i]);
      order[i] = ((long) rank << Integer.SIZE) | i;
    }
    Arrays.sort(order);
    double[] moves = new double[slopes.length];
    double missing = need;
    for (int k = 0; k < order.length && missing > 0; k++) {
      int i = (int) order[k];
      if (slopes[i] > 0) {
        moves[i] = Math.min(rooms[i], missing / slopes[i]);
        missing -= moves[i] * slopes[i];
      }
    }
    return moves;
  }
}
