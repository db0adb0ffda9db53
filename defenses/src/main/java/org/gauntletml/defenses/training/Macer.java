package org.gauntletml.defenses.training;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.Logits;
import org.gauntletml.models.dl4j.TrainableNetwork;
import org.gauntletml.models.dl4j.TrainingPass;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * MACER (Zhai et al. 2020, arXiv 2001.02378): the cross-entropy of the smoothed classifier plus a
 * hinge on its certified radius, for examples that it gets right; no attack is needed. As in the
 * authors' code the hinge takes part where the radius is below gamma, and the softmax of the radius
 * is sharpened by beta.
 *
 * @param sigma standard deviation of the noise
 * @param copies noisy copies of each example; the authors use 16
 * @param lambda weight of the radius; the authors use 12
 * @param gamma of the hinge, in standard deviations; the authors use 8
 * @param beta by which logits are multiplied for the radius; the authors use 16
 */
public record Macer(double sigma, int copies, double lambda, double gamma, double beta)
    implements LossMethod {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
  private static final double LEAST = 1e-10;

  public Macer {
    GaussianAugmentation.checkSigma(sigma);
    if (copies < 2 || !(lambda >= 0) || !(gamma > 0) || !(beta > 0)) {
      throw BadInput.of(
          "MACER",
          "2 or more copies, lambda of 0 or more, positive gamma and beta",
          copies + ", " + lambda + ", " + gamma + ", " + beta);
    }
  }

  /** The authors' setting. */
  public static Macer of(double sigma) {
    return new Macer(sigma, 16, 12, 8, 16);
  }

  @Override
  public Objective objective(DifferentiableClassifier frozen, Lesson lesson) {
    FixedNoise noisy = FixedNoise.draw(frozen.input(), lesson, sigma, copies);
    return new Smoothed(this, noisy.of(lesson.x()), lesson.labels());
  }

  @Override
  public Probe probe() {
    return new Probe.Noisy(sigma);
  }

  /** The loss of all copies of a batch. */
  private record Smoothed(Macer of, INDArray points, int[] labels) implements Objective {
    @Override
    public void close() {
      points.close();
    }

    @Override
    public int examples() {
      return labels.length;
    }

    @Override
    public double accumulate(TrainableNetwork network) {
      try (TrainingPass pass = network.forward(points)) {
        double[][] z = Logits.rows(pass.logits());
        double sum = 0;
        for (int n = 0; n < labels.length; n++) {
          sum += of.loss(z, n * of.copies, labels[n]);
        }
        if (Double.isFinite(sum)) {
          try (INDArray cotangent = Pair.flat(z)) {
            pass.backward(cotangent);
          }
        }
        return sum / labels.length;
      }
    }
  }

  /** Replaces the logits of an example's copies by the loss's derivative in them. */
  double loss(double[][] z, int from, int label) {
    double[][] sharp = new double[copies][];
    double[] mean = new double[z[from].length];
    for (int i = 0; i < copies; i++) {
      double[] scaled = z[from + i].clone();
      for (int k = 0; k < scaled.length; k++) {
        scaled[k] *= beta;
      }
      sharp[i] = Logits.logSoftmax(scaled);
      for (int k = 0; k < mean.length; k++) {
        sharp[i][k] = Math.exp(sharp[i][k]);
        mean[k] += sharp[i][k] / copies;
      }
    }
    double loss = SmoothAdv.meanProbability(z, from, copies, label);
    int rival = Logits.highestBut(mean, label);
    if (mean[label] < mean[rival]) {
      return loss;
    }
    double first = quantile(mean[label]);
    double second = quantile(mean[rival]);
    double radius = first - second;
    if (!(radius <= gamma)) {
      return loss;
    }
    double weight = lambda * sigma / 2;
    double dFirst = -weight / NORMAL.density(first);
    double dSecond = weight / NORMAL.density(second);
    for (int i = 0; i < copies; i++) {
      double[] s = sharp[i];
      for (int k = 0; k < s.length; k++) {
        double toFirst = s[label] * ((k == label ? 1 : 0) - s[k]);
        double toSecond = s[rival] * ((k == rival ? 1 : 0) - s[k]);
        z[from + i][k] += beta / copies * (dFirst * toFirst + dSecond * toSecond);
      }
    }
    return loss + weight * (gamma - radius);
  }

  private static double quantile(double p) {
    return NORMAL.inverseCumulativeProbability(Math.min(1 - LEAST, Math.max(LEAST, p)));
  }
}
