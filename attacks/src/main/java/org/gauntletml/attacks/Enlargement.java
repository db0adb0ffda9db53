package org.gauntletml.attacks;

/**
 * Images made from smaller ones of as many channels: each pixel takes the value of the small pixel
 * it lies in, or, when smooth, of the four nearest by their distance (bilinear, corners not
 * aligned).
 */
public final class Enlargement {
  private final Planes small;
  private final Planes large;
  private final Axis down;
  private final Axis across;

  /** Which two small places make up each large one: {@code (1 - share) near + share next}. */
  private record Axis(int[] near, int[] next, double[] share) {
    static Axis of(int small, int large, boolean smooth) {
      Axis axis = new Axis(new int[large], new int[large], new double[large]);
      for (int i = 0; i < large; i++) {
        double at = Math.max(0, (i + 0.5) * small / large - (smooth ? 0.5 : 0));
        axis.near[i] = Math.min(small - 1, (int) at);
        axis.next[i] = Math.min(small - 1, axis.near[i] + 1);
        axis.share[i] = smooth ? at - axis.near[i] : 0;
      }
      return axis;
    }

    double between(double here, double there, int i) {
      return (1 - share[i]) * here + share[i] * there;
    }
  }

  private Enlargement(Planes small, Planes large, boolean smooth) {
    this.small = small;
    this.large = large;
    down = Axis.of(small.height(), large.height(), smooth);
    across = Axis.of(small.width(), large.width(), smooth);
  }

  /**
   * @param share of the length of each side that the small images have, at least one pixel, above
   *     0, at most 1
   */
  public static Enlargement to(Planes large, double share, boolean smooth) {
    Planes small =
        new Planes(
            large.channels(),
            Math.max(1, (int) Math.round(share * large.height())),
            Math.max(1, (int) Math.round(share * large.width())));
    return new Enlargement(small, large, smooth);
  }

  /** Features of a small image. */
  public int count() {
    return small.channels() * small.area();
  }

  /**
   * Enlarges an image.
   *
   * @param from features of the small image
   * @return features of the large one
   */
  public float[] apply(float[] from) {
    float[] to = new float[large.channels() * large.area()];
    for (int channel = 0; channel < large.channels(); channel++) {
      for (int h = 0; h < large.height(); h++) {
        int upper = small.at(channel, down.near[h], 0);
        int lower = small.at(channel, down.next[h], 0);
        int line = large.at(channel, h, 0);
        for (int w = 0; w < large.width(); w++) {
          int left = across.near[w];
          int right = across.next[w];
          to[line + w] =
              (float)
                  down.between(
                      across.between(from[upper + left], from[upper + right], w),
                      across.between(from[lower + left], from[lower + right], w),
                      h);
        }
      }
    }
    return to;
  }
}
