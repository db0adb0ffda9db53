package org.gauntletml.harness.evaluation;

/**
 * One example and what the model says of it unperturbed.
 *
 * @param id its name in the data set
 * @param label true class
 * @param prediction the model's class
 * @param confidence softmax probability of the prediction, NaN where the model gives no scores
 */
public record ExampleRecord(String id, int label, int prediction, double confidence) {
  /** Whether the model is right. */
  public boolean correct() {
    return label == prediction;
  }
}
