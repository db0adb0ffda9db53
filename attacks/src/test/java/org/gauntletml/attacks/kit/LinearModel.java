package org.gauntletml.attacks.kit;

import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.Logits;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@code z = Wx + b} in plain Java, in double, row by row: the model whose smallest adversarial
 * perturbation has a closed form, {@code (z_y - z_k) / ||w_y - w_k||_dual}.
 *
 * @param weights {@code [K][F]}
 * @param bias {@code [K]}
 */
public record LinearModel(InputSpec input, double[][] weights, double[] bias)
    implements DifferentiableClassifier {
  @Override
  public int classes() {
    return bias.length;
  }

  @Override
  public Linearization linearize(INDArray x) {
    double[][] rows = Logits.rows(x.reshape('c', x.size(0), input.features()));
    float[][] z = new float[rows.length][bias.length];
    for (int n = 0; n < rows.length; n++) {
      for (int k = 0; k < bias.length; k++) {
        double sum = bias[k];
        for (int i = 0; i < rows[n].length; i++) {
          sum += weights[k][i] * rows[n][i];
        }
        z[n][k] = (float) sum;
      }
    }
    INDArray logits = Nd4j.createFromArray(z);
    return new Linearization() {
      @Override
      public INDArray logits() {
        return logits;
      }

      @Override
      public INDArray pullback(INDArray dLogits) {
        double[][] cotangents = Logits.rows(dLogits);
        float[][] gradient = new float[rows.length][input.features()];
        for (int n = 0; n < rows.length; n++) {
          for (int i = 0; i < gradient[n].length; i++) {
            double sum = 0;
            for (int k = 0; k < bias.length; k++) {
              sum += weights[k][i] * cotangents[n][k];
            }
            gradient[n][i] = (float) sum;
          }
        }
        return Nd4j.createFromArray(gradient).reshape('c', input.batch(rows.length));
      }

      @Override
      public void close() {}
    };
  }
}
