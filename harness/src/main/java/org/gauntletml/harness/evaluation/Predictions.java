package org.gauntletml.harness.evaluation;

import java.util.Arrays;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.LabelOracle;
import org.gauntletml.models.Logits;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a model says of some inputs.
 *
 * @param confidences softmax probability of each label, NaN where the model gives no scores
 */
record Predictions(int[] labels, double[] confidences) {
  /** Asks the model once. */
  static Predictions of(LabelOracle model, INDArray x) {
    if (model instanceof Classifier classifier) {
      try (INDArray logits = classifier.logits(x)) {
        int[] labels = Logits.argMax(logits);
        double[][] rows = Logits.rows(logits);
        double[] confidences = new double[labels.length];
        Arrays.setAll(confidences, n -> softmax(rows[n], labels[n]));
        return new Predictions(labels, confidences);
      }
    }
    int[] labels = model.labels(x);
    double[] unknown = new double[labels.length];
    Arrays.fill(unknown, Double.NaN);
    return new Predictions(labels, unknown);
  }

  private static double softmax(double[] z, int k) {
    return 1 / Arrays.stream(z).map(v -> Math.exp(v - z[k])).sum();
  }
}
