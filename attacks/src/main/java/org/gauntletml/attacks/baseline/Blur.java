package org.gauntletml.attacks.baseline;

/**
 * A Gaussian blur of images: a normalised kernel cut off at four standard deviations, along rows
 * and then along columns; beyond its edges an image goes on as its mirror image.
 *
 * @param sigma standard deviation in pixels; 0 changes nothing
 */
record Blur(double sigma) {
  private static final double CUT = 4;

  /** The blurred planes of an image {@code [C,H,W]}. */
  double[] of(double[] image, int height, int width) {
    double[] kernel = kernel();
    double[] along = new double[image.length];
    for (int row = 0; row < image.length / width; row++) {
      convolve(image, row * width, 1, width, kernel, along);
    }
    double[] across = new double[image.length];
    for (int plane = 0; plane < image.length / (height * width); plane++) {
      for (int column = 0; column < width; column++) {
        convolve(along, plane * height * width + column, width, height, kernel, across);
      }
    }
    return across;
  }

  /** The right half of the kernel, from its middle. */
  private double[] kernel() {
    double[] half = new double[(int) Math.ceil(CUT * sigma) + 1];
    double sum = 0;
    for (int i = 0; i < half.length; i++) {
      half[i] = i == 0 ? 1 : Math.exp(-0.5 * (i / sigma) * (i / sigma));
      sum += i == 0 ? 1 : 2 * half[i];
    }
    for (int i = 0; i < half.length; i++) {
      half[i] /= sum;
    }
    return half;
  }

  private static void convolve(
      double[] in, int start, int stride, int count, double[] kernel, double[] out) {
    for (int i = 0; i < count; i++) {
      double sum = kernel[0] * in[start + i * stride];
      for (int k = 1; k < kernel.length; k++) {
        sum +=
            kernel[k]
                * (in[start + mirrored(i - k, count) * stride]
                    + in[start + mirrored(i + k, count) * stride]);
      }
      out[start + i * stride] = sum;
    }
  }

  /** Where a position outside lies after reflection: {@code d c b a | a b c d | d c b a}. */
  private static int mirrored(int position, int count) {
    int within = Math.floorMod(position, 2 * count);
    return within < count ? within : 2 * count - 1 - within;
  }
}
