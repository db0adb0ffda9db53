package org.gauntletml.defenses.smoothing;

import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Some noisy copies of each of several inputs, always the same ones. They are made again whenever
 * they are looked at, because keeping them would take far more memory than time is lost.
 *
 * @param clean inputs one after the other, in 'c' order
 * @param keys of the noise, {@code [draws][inputs]}
 */
record NoisyQuestion(InputSpec input, float[] clean, double sigma, long[][] keys) {
  /** Copies that are looked at together. */
  private static final int TOGETHER = 512;

  /** One look at some of the copies. */
  @FunctionalInterface
  interface Look {
    /**
     * @param points one draw of every input after the other
     */
    void at(INDArray points);
  }

  int rows() {
    return clean.length / input.features();
  }

  int draws() {
    return keys.length;
  }

  /** Looks at all copies, some draws at a time. */
  void each(Look look) {
    int rows = rows();
    int together = Math.max(1, TOGETHER / Math.max(1, rows));
    try (NoisyCopies copies = new NoisyCopies(input, sigma)) {
      for (int from = 0; from < keys.length && rows > 0; from += together) {
        int draws = Math.min(together, keys.length - from);
        long[] some = new long[draws * rows];
        for (int draw = 0; draw < draws; draw++) {
          System.arraycopy(keys[from + draw], 0, some, draw * rows, rows);
        }
        look.at(copies.begin(clean, some).join());
      }
    }
  }
}
