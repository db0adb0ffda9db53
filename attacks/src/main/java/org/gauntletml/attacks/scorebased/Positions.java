package org.gauntletml.attacks.scorebased;

import java.util.Arrays;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.ScoreTarget;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A point of each example, inside the threat model. */
final class Positions {
  private final ScoreTarget target;
  private final float[][] points;

  /** The unperturbed active examples. */
  Positions(ScoreTarget target) {
    this.target = target;
    int[] rows = target.active();
    points = new float[rows.length == 0 ? 0 : rows[rows.length - 1] + 1][];
    put(rows, rows.length == 0 ? new float[0][] : Rows.floats(target.originals(rows)));
  }

  /** One more than the last row. */
  int count() {
    return points.length;
  }

  int features() {
    return target.input().features();
  }

  /** Fills the point of this example. */
  void copy(int row, float[] point) {
    System.arraycopy(points[row], 0, point, 0, point.length);
  }

  /** Fills a point so far from that of this example along a direction. */
  void around(int row, double length, float[] direction, float[] point) {
    float[] centre = points[row];
    for (int i = 0; i < centre.length; i++) {
      point[i] = (float) (centre[i] + length * direction[i]);
    }
  }

  /** Moves the points of these examples and brings them back into the threat model. */
  void move(int[] rows, INDArray by) {
    INDArray from =
        Rows.batch(
            Arrays.stream(rows).mapToObj(row -> points[row]).toArray(float[][]::new),
            target.input());
    put(rows, Rows.floats(target.project(from.addi(by), rows)));
  }

  /** Moves the points of these examples by an own length of these directions' ascent. */
  void ascend(int[] rows, double[][] directions, double[] lengths) {
    INDArray ascent = target.threat().norm().ascent(Rows.batch(directions, target.input()));
    move(rows, ascent.muli(Rows.column(lengths, ascent)));
  }

  private void put(int[] rows, float[][] moved) {
    for (int i = 0; i < rows.length; i++) {
      points[rows[i]] = moved[i];
    }
  }
}
