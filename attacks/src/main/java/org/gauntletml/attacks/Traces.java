package org.gauntletml.attacks;

import java.util.Arrays;

/** Numbers that come one at a time for each of several examples, kept in order. */
final class Traces {
  private final double[][] numbers;
  private final int[] counts;

  Traces(int examples) {
    numbers = new double[examples][16];
    counts = new int[examples];
  }

  void add(int row, double number) {
    if (counts[row] == numbers[row].length) {
      numbers[row] = Arrays.copyOf(numbers[row], 2 * counts[row]);
    }
    numbers[row][counts[row]++] = number;
  }

  /** A copy of what came for this example. */
  double[] of(int row) {
    return Arrays.copyOf(numbers[row], counts[row]);
  }
}
