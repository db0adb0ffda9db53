package org.gauntletml.attacks;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Adam (Kingma and Ba 2015, arXiv 1412.6980, the efficient form at the end of section 2) with its
 * usual decay rates, on a batch whose rows keep their own time and may leave.
 */
public final class Adam {
  private static final double MEAN = 0.9;
  private static final double SQUARE = 0.999;
  private static final double TINY = 1e-8;

  private final double rate;
  private INDArray mean;
  private INDArray square;
  private double[] time;

  /**
   * @param like a batch of the shape to be stepped
   */
  public Adam(double rate, INDArray like) {
    this.rate = rate;
    mean = Nd4j.zeros(like.dataType(), like.shape());
    square = Nd4j.zeros(like.dataType(), like.shape());
    time = new double[(int) like.size(0)];
  }

  /** What to add to ascend, to subtract to descend; {@code gradient} is borrowed, it is fresh. */
  public INDArray step(INDArray gradient) {
    mean.muli(MEAN).addi(gradient.mul(1 - MEAN));
    square.muli(SQUARE).addi(gradient.mul(gradient).muli(1 - SQUARE));
    Arrays.setAll(time, n -> time[n] + 1);
    double[] rates =
        Arrays.stream(time)
            .map(t -> rate * Math.sqrt(1 - Math.pow(SQUARE, t)) / (1 - Math.pow(MEAN, t)))
            .toArray();
    return mean.mul(Rows.column(rates, mean)).divi(Transforms.sqrt(square, true).addi(TINY));
  }

  /** Drops the rows that are no longer standing. */
  public void keep(Standing standing) {
    mean = standing.of(mean);
    square = standing.of(square);
    time = standing.of(time);
  }

  /** Starts these rows anew. */
  public void forget(boolean[] rows) {
    double[] kept = new double[rows.length];
    Arrays.setAll(kept, n -> rows[n] ? 0 : 1);
    mean.muli(Rows.column(kept, mean));
    square.muli(Rows.column(kept, square));
    Arrays.setAll(time, n -> time[n] * kept[n]);
  }
}
