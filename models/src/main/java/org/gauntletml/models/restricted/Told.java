package org.gauntletml.models.restricted;

import java.util.function.Consumer;
import org.gauntletml.models.Floats;
import org.gauntletml.models.Logits;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Scores as somebody hears them who is told less than the model knows. */
final class Told {
  private Told() {}

  /**
   * The logarithms of probabilities after some of what they say has been taken away.
   *
   * @param logits {@code [N, classes]}; closed
   * @param silence changes the probabilities of one input in place
   * @return fresh, {@code [N, classes]}, of the same labels
   */
  static INDArray of(INDArray logits, Consumer<double[]> silence) {
    try (logits) {
      int[] labels = Logits.argMax(logits);
      double[][] rows = Logits.rows(logits);
      int classes = (int) logits.size(1);
      float[] told = new float[rows.length * classes];
      for (int n = 0; n < rows.length; n++) {
        double[] p = Logits.softmax(rows[n]);
        silence.accept(p);
        write(p, labels[n], told, n * classes);
      }
      return Floats.array(told, rows.length, classes);
    }
  }

  /** Logarithms of a row; a hair more for the label where it would not be the first any more. */
  private static void write(double[] p, int label, float[] to, int from) {
    float largest = Float.NEGATIVE_INFINITY;
    int first = 0;
    for (int k = 0; k < p.length; k++) {
      float score = (float) Math.log(Math.max(p[k], Double.MIN_NORMAL));
      to[from + k] = score;
      if (score > largest) {
        largest = score;
        first = k;
      }
    }
    if (first != label) {
      to[from + label] = Math.nextUp(largest);
    }
  }
}
