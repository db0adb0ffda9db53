package org.gauntletml.attacks.kit;

import java.util.SplittableRandom;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.Logits;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@code z = V tanh(Wx)}: a smooth network in plain Java whose rows never depend on the batch.
 *
 * @param inner {@code [H][F]}
 * @param outer {@code [K][H]}
 */
public record CurvedModel(InputSpec input, double[][] inner, double[][] outer)
    implements DifferentiableClassifier {
  static CurvedModel random(InputSpec input, int hidden, int classes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] inner = new double[hidden][input.features()];
    double[][] outer = new double[classes][hidden];
    for (double[][] layer : new double[][][] {inner, outer}) {
      for (double[] row : layer) {
        for (int i = 0; i < row.length; i++) {
          row[i] = random.nextDouble(-1, 1);
        }
      }
    }
    return new CurvedModel(input, inner, outer);
  }

  @Override
  public int classes() {
    return outer.length;
  }

  @Override
  public Linearization linearize(INDArray x) {
    double[][] rows = Logits.rows(x.reshape('c', x.size(0), input.features()));
    double[][] hidden = new double[rows.length][];
    float[][] z = new float[rows.length][];
    for (int n = 0; n < rows.length; n++) {
      hidden[n] = times(inner, rows[n]);
      for (int h = 0; h < hidden[n].length; h++) {
        hidden[n][h] = Math.tanh(hidden[n][h]);
      }
      z[n] = floats(times(outer, hidden[n]));
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
        float[][] gradient = new float[rows.length][];
        for (int n = 0; n < rows.length; n++) {
          double[] back = transposedTimes(outer, cotangents[n]);
          for (int h = 0; h < back.length; h++) {
            back[h] *= 1 - hidden[n][h] * hidden[n][h];
          }
          gradient[n] = floats(transposedTimes(inner, back));
        }
        return Nd4j.createFromArray(gradient).reshape('c', input.batch(rows.length));
      }

      @Override
      public void close() {}
    };
  }

  private static double[] times(double[][] matrix, double[] v) {
    double[] product = new double[matrix.length];
    for (int r = 0; r < matrix.length; r++) {
      for (int c = 0; c < v.length; c++) {
        product[r] += matrix[r][c] * v[c];
      }
    }
    return product;
  }

  private static double[] transposedTimes(double[][] matrix, double[] v) {
    double[] product = new double[matrix[0].length];
    for (int r = 0; r < matrix.length; r++) {
      for (int c = 0; c < product.length; c++) {
        product[c] += matrix[r][c] * v[r];
      }
    }
    return product;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
