package org.gauntletml.harness.certification;

/**
 * What is guaranteed about one example.
 *
 * @param index among the examples of the run, from 0
 * @param id of the example in its data set
 * @param label its true class
 * @param predicted class, or {@link #ABSTAIN}
 * @param votes draws that agreed with the guess
 * @param lowerBound on the probability of the predicted class under noise
 * @param radius L2 in input units, 0 where it abstains
 */
public record CertifiedExample(
    int index, String id, int label, int predicted, int votes, double lowerBound, double radius) {
  /** No class was likely enough. */
  public static final int ABSTAIN = -1;

  public boolean abstained() {
    return predicted == ABSTAIN;
  }

  /** Whether the true class is guaranteed everywhere within this distance. */
  public boolean holdsWithin(double distance) {
    return predicted == label && radius >= distance;
  }
}
