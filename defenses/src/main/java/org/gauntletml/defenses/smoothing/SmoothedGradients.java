package org.gauntletml.defenses.smoothing;

import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.Floats;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.Logits;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A smoothed model that can be differentiated: the gradient is exactly that of the mean softmax
 * over the noisy copies which the same question was answered from, as SmoothAdv attacks it (Salman
 * et al. 2019, arXiv 1906.04584). A pullback asks the base about the copies once more, so that
 * memory does not grow with the draws.
 */
final class SmoothedGradients extends SmoothedScores implements DifferentiableClassifier {
  private final DifferentiableClassifier base;

  SmoothedGradients(DifferentiableClassifier base, Noise noise) {
    super(base, noise);
    this.base = base;
  }

  @Override
  public Linearization linearize(INDArray x) {
    return linearize(question(x), x.shape());
  }

  /** Under given noise. */
  Linearization linearize(NoisyQuestion question, long[] shape) {
    MeanSoftmax mean = mean(question);
    INDArray logits = mean.logits();
    return new Linearization() {
      @Override
      public INDArray logits() {
        return logits;
      }

      @Override
      public INDArray pullback(INDArray dLogits) {
        if (logits.wasClosed()) {
          throw new IllegalStateException("linearization: it is closed");
        }
        return Floats.array(pull(question, mean, Logits.rows(dLogits)), shape);
      }

      @Override
      public void close() {
        if (!logits.wasClosed()) {
          logits.close();
        }
      }
    };
  }

  private float[] pull(NoisyQuestion question, MeanSoftmax mean, double[][] dLogits) {
    double[] gradient = new double[question.clean().length];
    question.each(
        points -> {
          try (Linearization forward = base.linearize(points)) {
            double[][] z = Logits.rows(forward.logits());
            float[] cotangents = new float[z.length * classes()];
            for (int copy = 0; copy < z.length; copy++) {
              double[] own =
                  mean.cotangent(z[copy], copy % dLogits.length, dLogits, question.draws());
              for (int k = 0; k < own.length; k++) {
                cotangents[copy * own.length + k] = (float) own[k];
              }
            }
            try (INDArray all = Floats.array(cotangents, z.length, classes());
                INDArray pulled = forward.pullback(all)) {
              float[] parts = Floats.of(pulled);
              for (int i = 0; i < parts.length; i++) {
                gradient[i % gradient.length] += parts[i];
              }
            }
          }
        });
    float[] rounded = new float[gradient.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) gradient[i];
    }
    return rounded;
  }
}
