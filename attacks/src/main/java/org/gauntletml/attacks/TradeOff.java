package org.gauntletml.attacks;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The constant that weighs misclassification against distance, searched for each example: ten times
 * more until the first success, then halfway between the last failure and the last success (Carlini
 * and Wagner 2017, arXiv 1608.04644).
 */
public final class TradeOff {
  private static final double UNBOUNDED = 1e10;

  private final double[] value;
  private final double[] low;
  private final double[] high;
  private final boolean[] fell;

  /**
   * @param rows of the batch, ascending, at least one
   */
  public TradeOff(int[] rows, double first) {
    int size = rows[rows.length - 1] + 1;
    value = new double[size];
    Arrays.fill(value, first);
    low = new double[size];
    high = new double[size];
    Arrays.fill(high, UNBOUNDED);
    fell = new boolean[size];
  }

  /** The constants of these examples. */
  public double[] of(int[] rows) {
    return IntStream.of(rows).mapToDouble(row -> value[row]).toArray();
  }

  /** Tells that these examples fell under their present constant where {@code adversarial}. */
  public void tell(int[] rows, boolean[] adversarial) {
    for (int n = 0; n < rows.length; n++) {
      fell[rows[n]] |= adversarial[n];
    }
  }

  /** Goes on to the next constant of every example. */
  public void advance() {
    for (int row = 0; row < value.length; row++) {
      if (fell[row]) {
        high[row] = Math.min(high[row], value[row]);
      } else {
        low[row] = Math.max(low[row], value[row]);
      }
      value[row] = high[row] < UNBOUNDED ? (low[row] + high[row]) / 2 : 10 * value[row];
      fell[row] = false;
    }
  }
}
