package org.gauntletml.attacks.whitebox;

import org.gauntletml.attacks.Rows;
import org.gauntletml.models.BadInput;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A Gaussian blur of image gradients, which makes a perturbation insensitive to small translations
 * (Dong et al. 2019, arXiv 1904.02884); nothing lies beyond the edge.
 *
 * @param width of the kernel in pixels, odd
 * @param deviations how many standard deviations half the kernel spans
 */
public record GradientSmoothing(int width, double deviations) {
  public GradientSmoothing {
    if (width < 1 || width % 2 == 0 || !(deviations > 0)) {
      throw BadInput.of(
          "gradient smoothing", "an odd width and a positive span", width + " and " + deviations);
    }
  }

  /** 15 pixels over 3 standard deviations to each side, the authors' for ImageNet. */
  public static GradientSmoothing customary() {
    return new GradientSmoothing(15, 3);
  }

  /** The blurred gradient of images {@code [N,C,H,W]}; fresh. */
  INDArray of(INDArray gradient) {
    if (gradient.rank() != 4) {
      throw BadInput.of("gradient smoothing", "images, shape [N,C,H,W]", "rank " + gradient.rank());
    }
    int height = (int) gradient.size(2);
    int columns = (int) gradient.size(3);
    double[] kernel = kernel();
    float[] blurred = new float[(int) gradient.length()];
    int at = 0;
    for (double[] image : Rows.doubles(gradient)) {
      double[] sideways = blur(image, 1, columns, kernel);
      for (double value : blur(sideways, columns, height, kernel)) {
        blurred[at++] = (float) value;
      }
    }
    return Rows.of(blurred, gradient);
  }

  /** Blurs along an axis of {@code length} pixels, {@code stride} apart. */
  private static double[] blur(double[] image, int stride, int length, double[] kernel) {
    double[] blurred = new double[image.length];
    int reach = kernel.length / 2;
    for (int i = 0; i < image.length; i++) {
      int place = i / stride % length;
      int first = Math.max(-reach, -place);
      int last = Math.min(reach, length - 1 - place);
      for (int k = first; k <= last; k++) {
        blurred[i] += kernel[k + reach] * image[i + k * stride];
      }
    }
    return blurred;
  }

  private double[] kernel() {
    double[] kernel = new double[width];
    double sum = 0;
    for (int i = 0; i < width; i++) {
      double z = width == 1 ? 0 : deviations * (2.0 * i / (width - 1) - 1);
      kernel[i] = Math.exp(-z * z / 2);
      sum += kernel[i];
    }
    for (int i = 0; i < width; i++) {
      kernel[i] /= sum;
    }
    return kernel;
  }
}
