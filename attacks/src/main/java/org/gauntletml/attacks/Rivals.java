package org.gauntletml.attacks;

import java.util.Arrays;
import org.gauntletml.models.Logits;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The classes that each example may be pushed to, the nearest by its clean logits first. */
public final class Rivals {
  private final int[][] byRow;
  private final int count;

  private Rivals(int[][] byRow, int count) {
    this.byRow = byRow;
    this.count = count;
  }

  static Rivals of(Criterion criterion, INDArray logits, int[] labels, int[] rows, int most) {
    if (rows.length == 0) {
      return new Rivals(new int[0][], 0);
    }
    double[][] z = Logits.rows(logits);
    int[][] byRow = new int[rows[rows.length - 1] + 1][];
    int count = most;
    for (int i = 0; i < rows.length; i++) {
      byRow[rows[i]] = criterion.challengers(z[i], labels[i], rows[i]);
      count = Math.min(count, byRow[rows[i]].length);
    }
    return new Rivals(byRow, count);
  }

  /** How many classes each example has here. */
  public int count() {
    return count;
  }

  /**
   * The class of this rank for each of these examples.
   *
   * @param rank from 0, the nearest, to {@link #count()} - 1
   */
  public int[] of(int[] rows, int rank) {
    if (rank >= count) {
      throw new IllegalArgumentException("rivals: rank " + rank + " of " + count + ".");
    }
    return Arrays.stream(rows).map(row -> byRow[row][rank]).toArray();
  }
}
