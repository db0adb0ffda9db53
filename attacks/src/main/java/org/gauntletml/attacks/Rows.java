package org.gauntletml.attacks;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Rows of a batch {@code [N, ...]}, taken and put by index. */
final class Rows {
  private Rows() {}

  /** A copy of these rows, in this order, one operation for the whole batch. */
  static INDArray select(INDArray x, int[] rows) {
    long[] shape = x.shape().clone();
    shape[0] = rows.length;
    if (rows.length == 0) {
      return Nd4j.empty(x.dataType());
    }
    return Nd4j.pullRows(flat(x), 1, rows, 'c').reshape('c', shape);
  }

  /** Puts the rows of {@code part} at these places among {@code total} rows of zeros. */
  static INDArray spread(INDArray part, int[] places, int total) {
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

  /** A column {@code [N, 1, 1, ...]} that broadcasts over {@code like}. */
  static INDArray column(double[] values, INDArray like) {
    long[] shape = new long[like.rank()];
    Arrays.fill(shape, 1);
    shape[0] = values.length;
    return Nd4j.createFromArray(values).castTo(like.dataType()).reshape('c', shape);
  }
}
