package org.gauntletml.models;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reading rows of logits in plain Java, where {@code [N, classes]} is small and NaN is visible. */
public final class Logits {
  private Logits() {}

  /**
   * The first class with the highest logit, per row.
   *
   * @throws IllegalStateException if a row holds NaN: a model that answers NaN has no label
   */
  public static int[] argMax(INDArray logits) {
    double[][] rows = rows(logits);
    int[] labels = new int[rows.length];
    for (int n = 0; n < rows.length; n++) {
      labels[n] = argMax(rows[n], n);
    }
    return labels;
  }

  /** The first class with the highest logit among all but {@code excluded}, of one row. */
  public static int highestBut(double[] z, int excluded) {
    int best = excluded == 0 ? 1 : 0;
    for (int k = best + 1; k < z.length; k++) {
      if (k != excluded && z[k] > z[best]) {
        best = k;
      }
    }
    return best;
  }

  /** A copy of the logits, {@code [N][classes]}. */
  public static double[][] rows(INDArray logits) {
    int classes = (int) logits.size(1);
    float[] flat = Floats.of(logits);
    double[][] rows = new double[(int) logits.size(0)][classes];
    for (int i = 0; i < flat.length; i++) {
      rows[i / classes][i % classes] = flat[i];
    }
    return rows;
  }

  /** Probabilities of one row, without overflow; fresh. */
  public static double[] softmax(double[] z) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double each : z) {
      largest = Math.max(largest, each);
    }
    double sum = 0;
    double[] p = new double[z.length];
    for (int k = 0; k < z.length; k++) {
      p[k] = Math.exp(z[k] - largest);
      sum += p[k];
    }
    for (int k = 0; k < z.length; k++) {
      p[k] /= sum;
    }
    return p;
  }

  /** Logarithms of the probabilities of one row, exact also where they underflow; fresh. */
  public static double[] logSoftmax(double[] z) {
    double max = Arrays.stream(z).max().orElseThrow();
    double log = max + Math.log(Arrays.stream(z).map(v -> Math.exp(v - max)).sum());
    return Arrays.stream(z).map(v -> v - log).toArray();
  }

  private static int argMax(double[] z, int row) {
    int best = 0;
    for (int k = 0; k < z.length; k++) {
      if (Double.isNaN(z[k])) {
        throw new IllegalStateException(
            "model: logit " + k + " of row " + row + " is NaN. Its answer has no label.");
      }
      if (z[k] > z[best]) {
        best = k;
      }
    }
    return best;
  }
}
