package org.gauntletml.harness.evaluation;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.apache.commons.statistics.interval.Interval;

/**
 * A share of examples, with its uncertainty.
 *
 * @param count of those the rate is about, 0 to {@code total}
 * @param total 0 where nothing was measured
 */
public record Rate(int count, int total) {
  private static final double ALPHA = 0.05;

  public Rate {
    if (count < 0 || count > total) {
      throw new IllegalArgumentException("rate: expected 0 to " + total + ", got " + count + ".");
    }
  }

  /** The share, NaN where nothing was measured. */
  public double value() {
    return total == 0 ? Double.NaN : (double) count / total;
  }

  /** Lower end of the 95% Wilson score interval (Wilson 1927); 0 where nothing was measured. */
  public double low() {
    return total == 0 ? 0 : interval().getLowerBound();
  }

  /** Upper end of the 95% Wilson score interval; 1 where nothing was measured. */
  public double high() {
    return total == 0 ? 1 : interval().getUpperBound();
  }

  private Interval interval() {
    return BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(total, count, ALPHA);
  }
}
