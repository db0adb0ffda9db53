package org.gauntletml.defenses.smoothing;

/**
 * What {@link RandomizedSmoothing#certify} guarantees: with probability 1 - alpha over its draws,
 * the smoothed classifier predicts {@code predicted} everywhere within {@code radius} in L2.
 *
 * @param predicted class, or {@link #ABSTAIN}
 * @param votes draws that agreed with it
 * @param lowerBound on the probability of that class under noise
 * @param radius L2, in input units; 0 when it abstains
 */
public record Certificate(int predicted, int votes, double lowerBound, double radius) {
  /** No class is likely enough. */
  public static final int ABSTAIN = -1;

  /** Whether nothing is certified. An abstention counts as wrong at every radius. */
  public boolean abstained() {
    return predicted == ABSTAIN;
  }

  /** The L-inf radius this implies for inputs of {@code features} values. */
  public double linfRadius(int features) {
    return radius / Math.sqrt(features);
  }

  /** The L1 radius this implies: an L1 ball lies inside the L2 ball of the same radius. */
  public double l1Radius() {
    return radius;
  }
}
