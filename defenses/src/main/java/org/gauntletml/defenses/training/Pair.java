package org.gauntletml.defenses.training;

import org.gauntletml.models.Floats;
import org.gauntletml.models.Logits;
import org.gauntletml.models.dl4j.TrainableNetwork;
import org.gauntletml.models.dl4j.TrainingPass;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A loss of the logits of an example and of its adversarial twin, both of which are learned.
 *
 * @param x the batch; borrowed
 * @param twin what was crafted from it
 * @param loss per example
 */
record Pair(INDArray x, INDArray twin, int[] labels, Loss loss) implements Objective {
  /** The loss of one example. */
  @FunctionalInterface
  interface Loss {
    /**
     * @param z logits of the example
     * @param twin logits of its twin
     * @param dz filled with the derivative by z; arrives as zeros
     * @param dTwin filled with the derivative by the twin's; arrives as zeros
     */
    double of(double[] z, double[] twin, int label, double[] dz, double[] dTwin);
  }

  @Override
  public void close() {
    twin.close();
  }

  @Override
  public int examples() {
    return labels.length;
  }

  @Override
  public double accumulate(TrainableNetwork network) {
    try (TrainingPass plain = network.forward(x);
        TrainingPass crafted = network.forward(twin)) {
      double[][] z = Logits.rows(plain.logits());
      double[][] other = Logits.rows(crafted.logits());
      int classes = z[0].length;
      double[][] dz = new double[z.length][classes];
      double[][] dOther = new double[z.length][classes];
      double sum = 0;
      for (int n = 0; n < z.length; n++) {
        sum += loss.of(z[n], other[n], labels[n], dz[n], dOther[n]);
      }
      if (Double.isFinite(sum)) {
        pull(plain, dz);
        pull(crafted, dOther);
      }
      return sum / labels.length;
    }
  }

  private static void pull(TrainingPass pass, double[][] dLogits) {
    try (INDArray cotangent = flat(dLogits)) {
      pass.backward(cotangent);
    }
  }

  /** {@code [N][K]} as FLOAT {@code [N, K]}. */
  static INDArray flat(double[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    int i = 0;
    for (double[] row : rows) {
      for (double v : row) {
        flat[i++] = (float) v;
      }
    }
    return Floats.array(flat, rows.length, rows[0].length);
  }

  /**
   * The divergence KL(p || q) of two softmaxes, and {@code weight} times its derivatives added to
   * those of their logits.
   *
   * @param logP logarithms of p
   * @param logQ logarithms of q
   */
  static double divergence(double[] logP, double[] logQ, double weight, double[] dp, double[] dq) {
    double kl = 0;
    for (int k = 0; k < logP.length; k++) {
      kl += Math.exp(logP[k]) * (logP[k] - logQ[k]);
    }
    for (int k = 0; k < logP.length; k++) {
      double p = Math.exp(logP[k]);
      dp[k] += weight * p * (logP[k] - logQ[k] - kl);
      dq[k] += weight * (Math.exp(logQ[k]) - p);
    }
    return kl;
  }
}
