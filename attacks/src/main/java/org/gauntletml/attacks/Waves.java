package org.gauntletml.attacks;

import java.util.Arrays;

/**
 * The slow vectors of the orthonormal cosine basis (DCT-II) of every channel of an image: most of
 * what a classifier reacts to, in far fewer dimensions than there are pixels.
 */
public final class Waves {
  private final Planes planes;
  private final float[][] down;
  private final float[][] across;

  private Waves(Planes planes, int rows, int columns) {
    this.planes = planes;
    this.down = cosines(planes.height(), rows);
    this.across = cosines(planes.width(), columns);
  }

  /**
   * @param share of the frequencies to keep along each axis, at least one, above 0, at most 1
   */
  public static Waves slow(Planes planes, double share) {
    return new Waves(
        planes,
        Math.max(1, (int) Math.round(share * planes.height())),
        Math.max(1, (int) Math.round(share * planes.width())));
  }

  /** {@code [frequency][position]}, each of length 1. */
  private static float[][] cosines(int size, int frequencies) {
    float[][] all = new float[frequencies][size];
    for (int f = 0; f < frequencies; f++) {
      for (int i = 0; i < size; i++) {
        all[f][i] =
            (float)
                (Math.sqrt((f == 0 ? 1.0 : 2.0) / size)
                    * Math.cos(Math.PI * f * (2 * i + 1) / (2 * size)));
      }
    }
    return all;
  }

  /** Number of vectors. */
  public int count() {
    return planes.channels() * down.length * across.length;
  }

  /** Adds a multiple of a vector to an input. */
  public void add(int vector, double length, float[] to) {
    float[] column = down[vector / across.length % down.length];
    float[] row = across[vector % across.length];
    int start = planes.at(vector / (across.length * down.length), 0, 0);
    for (int h = 0; h < column.length; h++) {
      double scale = length * column[h];
      int line = start + h * row.length;
      for (int w = 0; w < row.length; w++) {
        to[line + w] += (float) (scale * row[w]);
      }
    }
  }

  /**
   * The input with these coordinates: the inverse transform.
   *
   * @param coordinates one per vector
   * @return one value per feature
   */
  public float[] compose(float[] coordinates) {
    float[] to = new float[planes.channels() * planes.area()];
    int rows = down.length;
    int columns = across.length;
    float[][] half = new float[rows][planes.width()];
    float[] line = new float[planes.width()];
    for (int channel = 0; channel < planes.channels(); channel++) {
      for (int r = 0; r < rows; r++) {
        Arrays.fill(half[r], 0);
        for (int c = 0; c < columns; c++) {
          addTo(half[r], coordinates[(channel * rows + r) * columns + c], across[c]);
        }
      }
      for (int h = 0; h < planes.height(); h++) {
        Arrays.fill(line, 0);
        for (int r = 0; r < rows; r++) {
          addTo(line, down[r][h], half[r]);
        }
        System.arraycopy(line, 0, to, planes.at(channel, h, 0), line.length);
      }
    }
    return to;
  }

  private static void addTo(float[] sum, float scale, float[] vector) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += scale * vector[i];
    }
  }
}
