package org.gauntletml.defenses.smoothing;

import java.util.function.Function;
import org.gauntletml.models.Floats;
import org.gauntletml.models.Logits;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The mean softmax over the noisy copies of some inputs. Its logarithm is the logit of the smoothed
 * model: probabilities are averaged, not logits (Salman et al. 2019, arXiv 1906.04584).
 *
 * @param mean {@code [inputs][classes]}
 */
record MeanSoftmax(double[][] mean) {
  /**
   * @param base logits of a batch of copies; the result is closed here
   */
  static MeanSoftmax of(NoisyQuestion question, int classes, Function<INDArray, INDArray> base) {
    double[][] mean = new double[question.rows()][classes];
    question.each(
        points -> {
          try (INDArray logits = base.apply(points)) {
            double[][] z = Logits.rows(logits);
            for (int copy = 0; copy < z.length; copy++) {
              double[] p = Logits.softmax(z[copy]);
              double[] sum = mean[copy % mean.length];
              for (int k = 0; k < classes; k++) {
                sum[k] += p[k] / question.draws();
              }
            }
          }
        });
    return new MeanSoftmax(mean);
  }

  /** Fresh, {@code [inputs, classes]}. */
  INDArray logits() {
    int classes = mean[0].length;
    float[] logits = new float[mean.length * classes];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(atLeastTiny(mean[i / classes][i % classes]));
    }
    return Floats.array(logits, mean.length, classes);
  }

  /**
   * The cotangent of one copy's logits.
   *
   * @param z its logits
   * @param input the place of the input it is a copy of
   * @param dLogits cotangents of the smoothed logits, {@code [inputs][classes]}
   * @param draws copies of each input
   */
  double[] cotangent(double[] z, int input, double[][] dLogits, int draws) {
    double[] p = Logits.softmax(z);
    double[] d = new double[p.length];
    double inner = 0;
    for (int k = 0; k < p.length; k++) {
      d[k] = dLogits[input][k] / (draws * atLeastTiny(mean[input][k]));
      inner += p[k] * d[k];
    }
    for (int k = 0; k < p.length; k++) {
      d[k] = p[k] * (d[k] - inner);
    }
    return d;
  }

  private static double atLeastTiny(double probability) {
    return Math.max(probability, Float.MIN_NORMAL);
  }
}
