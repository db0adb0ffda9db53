package org.gauntletml.attacks.spatial;

/**
 * Bilinear resampling of a plane of pixels under an affine map: a sparse linear map, and its
 * adjoint for gradients. What would come from outside the source is 0.
 */
public final class Warp {
  private static final int CORNERS = 4;

  private final int[] sources;
  private final double[] weights;

  private Warp(int[] sources, double[] weights) {
    this.sources = sources;
    this.weights = weights;
  }

  /**
   * @param from where each pixel of the result lies in the source
   * @param sourceHeight of the source plane, in pixels
   * @param height of the resulting plane
   */
  public static Warp of(Affine from, int sourceHeight, int sourceWidth, int height, int width) {
    int[] sources = new int[CORNERS * height * width];
    double[] weights = new double[sources.length];
    for (int i = 0; i < sources.length; i++) {
      int pixel = i / CORNERS;
      int across = pixel % width;
      int down = pixel / width;
      double x = from.x(across, down);
      double y = from.y(across, down);
      int column = (int) Math.floor(x) + i % 2;
      int row = (int) Math.floor(y) + i / 2 % 2;
      if (column >= 0 && column < sourceWidth && row >= 0 && row < sourceHeight) {
        sources[i] = row * sourceWidth + column;
        weights[i] = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row));
      }
    }
    return new Warp(sources, weights);
  }

  /**
   * Writes the resampled plane that starts at {@code start} to {@code out} from {@code begin} on.
   */
  public void apply(double[] source, int start, double[] out, int begin) {
    for (int pixel = 0; pixel < sources.length / CORNERS; pixel++) {
      double sum = 0;
      for (int i = CORNERS * pixel; i < CORNERS * (pixel + 1); i++) {
        sum += weights[i] * source[start + sources[i]];
      }
      out[begin + pixel] = sum;
    }
  }

  /**
   * The adjoint: adds to the plane of {@code gradient} that starts at {@code start} what the
   * resulting plane of {@code out} from {@code begin} on pulls back.
   */
  public void pullBack(double[] out, int begin, double[] gradient, int start) {
    for (int i = 0; i < sources.length; i++) {
      gradient[start + sources[i]] += weights[i] * out[begin + i / CORNERS];
    }
  }
}
