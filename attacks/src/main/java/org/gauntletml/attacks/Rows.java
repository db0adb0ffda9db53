package org.gauntletml.attacks;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.gauntletml.models.FloatRows;
import org.gauntletml.models.Floats;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Rows of a batch {@code [N, ...]}, one per example: taken, chosen and scaled for the whole batch
 * at once, always exactly, so that no row feels another.
 */
public final class Rows {
  private Rows() {}

  /** A copy of these rows of a FLOAT batch, in this order. */
  public static INDArray select(INDArray x, int[] rows) {
    return rows.length == 0 ? Nd4j.empty(x.dataType()) : FloatRows.of(x).select(rows);
  }

  /**
   * Row by row one of two batches of the same shape.
   *
   * @param first whether to take the row of {@code yes}
   * @return a fresh array, or one of the two where all rows come from it
   */
  public static INDArray choose(boolean[] first, INDArray yes, INDArray no) {
    int taken = 0;
    for (boolean row : first) {
      taken += row ? 1 : 0;
    }
    if (taken == 0 || taken == first.length) {
      return taken == 0 ? no : yes;
    }
    INDArray chosen = no.dup('c');
    FloatRows.overwrite(first, yes, chosen);
    return chosen;
  }

  /** Puts the rows of {@code part} at these places among {@code total} rows of zeros. */
  public static INDArray spread(INDArray part, int[] places, int total) {
    long[] shape = part.shape().clone();
    shape[0] = total;
    INDArray whole = Nd4j.zeros(part.dataType(), shape);
    INDArray flatWhole = flat(whole);
    INDArray flatPart = flat(part);
    for (int i = 0; i < places.length; i++) {
      flatWhole.putRow(places[i], flatPart.getRow(i));
    }
    return whole;
  }

  /** The batch as {@code [N, features]}, sharing memory where the order allows. */
  static INDArray flat(INDArray x) {
    return x.reshape('c', x.size(0), x.length() / x.size(0));
  }

  /** Moves a point along a direction, in place. */
  public static void move(float[] point, double length, float[] direction) {
    float by = (float) length;
    for (int i = 0; i < point.length; i++) {
      point[i] += by * direction[i];
    }
  }

  /** A row, widened. */
  static double[] doubles(float[] row) {
    double[] wide = new double[row.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = row[i];
    }
    return wide;
  }

  /** Inner product of each row of two batches, in double. */
  public static double[] products(INDArray a, INDArray b) {
    INDArray left = flat(a).castTo(DataType.DOUBLE);
    return left.mul(flat(b).castTo(DataType.DOUBLE)).sum(1).toDoubleVector();
  }

  /** A column {@code [N, 1, 1, ...]} that broadcasts over {@code like}. */
  public static INDArray column(double[] values, INDArray like) {
    long[] shape = new long[like.rank()];
    Arrays.fill(shape, 1);
    shape[0] = values.length;
    return Nd4j.createFromArray(values).castTo(like.dataType()).reshape('c', shape);
  }

  /**
   * A copy in plain Java, {@code [N][features]}, for what has no vectorised form, such as sorting.
   */
  public static double[][] doubles(INDArray x) {
    float[] all = Floats.of(x);
    double[][] rows = new double[(int) x.size(0)][(int) (x.length() / x.size(0))];
    for (int i = 0; i < all.length; i++) {
      rows[i / rows[0].length][i % rows[0].length] = all[i];
    }
    return rows;
  }

  /** As {@link #doubles}, without widening. */
  public static float[][] floats(INDArray x) {
    float[] all = Floats.of(x);
    float[][] rows = new float[(int) x.size(0)][(int) (x.length() / x.size(0))];
    for (int n = 0; n < rows.length; n++) {
      System.arraycopy(all, n * rows[n].length, rows[n], 0, rows[n].length);
    }
    return rows;
  }

  /** A FLOAT batch {@code [N, input...]} of rows in plain Java. */
  public static INDArray batch(float[][] rows, InputSpec input) {
    INDArray batch =
        Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', input.batch(rows.length));
    FloatBuffer values = batch.data().asNioFloat();
    for (float[] row : rows) {
      values.put(row);
    }
    return batch;
  }

  /** A FLOAT batch of the shape of {@code like}, from its values in 'c' order. */
  public static INDArray of(float[] values, INDArray like) {
    return Floats.array(values, like.shape());
  }

  /** A FLOAT batch {@code [N, input...]} of rows in plain Java, each value rounded to float. */
  public static INDArray batch(double[][] rows, InputSpec input) {
    float[] all = new float[rows.length * input.features()];
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) rows[i / input.features()][i % input.features()];
    }
    return Floats.array(all, input.batch(rows.length));
  }
}
