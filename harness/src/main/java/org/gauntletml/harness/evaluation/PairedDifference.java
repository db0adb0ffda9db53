package org.gauntletml.harness.evaluation;

import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.BinomialTest;

/**
 * How much larger one share is than another of the same examples.
 *
 * @param both examples in both shares
 * @param gained in the one, but not in the other it is compared with
 * @param lost the other way round
 * @param neither in none
 */
public record PairedDifference(int both, int gained, int lost, int neither) {
  private static final BinomialTest UPPER_TAIL =
      BinomialTest.withDefaults().with(AlternativeHypothesis.GREATER_THAN);

  public PairedDifference {
    if (Math.min(Math.min(both, gained), Math.min(lost, neither)) < 0) {
      throw new IllegalArgumentException("paired difference: negative counts");
    }
  }

  /** Number of examples. */
  public int total() {
    return both + gained + lost + neither;
  }

  /** The one share less the other, from -1 to 1; NaN of no examples. */
  public double value() {
    return total() == 0 ? Double.NaN : (double) (gained - lost) / total();
  }

  /**
   * Lower end of the 95% interval: Wilson's intervals of both shares, put together with their
   * correlation (Newcombe 1998, Statistics in Medicine 17, 2635, method 10); -1 of no examples.
   */
  public double low() {
    return total() == 0
        ? -1
        : value() - distance(one().value() - one().low(), other().high() - other().value());
  }

  /** Its upper end; 1 of no examples. */
  public double high() {
    return total() == 0
        ? 1
        : value() + distance(one().high() - one().value(), other().value() - other().low());
  }

  /**
   * How often examples that differ would differ as one-sidedly, were the shares equal: McNemar's
   * test, exact and two-sided; 1 where none differ.
   */
  public double pValue() {
    int differing = gained + lost;
    return differing == 0
        ? 1
        : Math.min(1, 2 * UPPER_TAIL.test(differing, Math.max(gained, lost), 0.5).getPValue());
  }

  /** Whether the interval leaves 0 out. */
  public boolean decided() {
    return low() > 0 || high() < 0;
  }

  private Rate one() {
    return new Rate(both + gained, total());
  }

  private Rate other() {
    return new Rate(both + lost, total());
  }

  private double distance(double ofOne, double ofOther) {
    return Math.sqrt(
        Math.max(0, ofOne * ofOne - 2 * correlation() * ofOne * ofOther + ofOther * ofOther));
  }

  /** Between the shares, corrected for continuity where it is positive. */
  private double correlation() {
    double margins =
        Math.sqrt((double) (both + gained) * (lost + neither))
            * Math.sqrt((double) (both + lost) * (gained + neither));
    double product = (double) both * neither - (double) gained * lost;
    double corrected = product > 0 ? Math.max(0, product - total() / 2.0) : product;
    return margins == 0 ? 0 : corrected / margins;
  }
}
