package org.gauntletml.attacks.decisionbased;

import java.util.Arrays;

/**
 * The last directions of a walk, orthogonal to each other. They are held by coordinate as well as
 * by direction: adding multiples of arrays takes half as long as inner products, whose sums wait
 * for each other.
 */
final class Memory {
  private final float[][] directions;
  private final float[][] coordinates;
  private final float[] back;
  private int seen;

  /**
   * @param most directions remembered, 0 or more
   * @param dimensions of each
   */
  Memory(int most, int dimensions) {
    directions = new float[most][dimensions];
    coordinates = new float[dimensions][most];
    back = new float[most];
  }

  /**
   * Makes a direction orthogonal to those remembered and of length 1, in place, and remembers it
   * instead of the oldest.
   */
  void add(float[] v) {
    Arrays.fill(back, 0);
    Vectors.addAll(back, v, coordinates);
    for (int k = 0; k < back.length; k++) {
      back[k] = -back[k];
    }
    Vectors.addAll(v, back, directions);
    Vectors.unit(v);
    if (directions.length > 0) {
      int oldest = seen++ % directions.length;
      directions[oldest] = v;
      for (int i = 0; i < v.length; i++) {
        coordinates[i][oldest] = v[i];
      }
    }
  }
}
