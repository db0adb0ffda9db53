package org.gauntletml.attacks.scorebased;

import java.util.random.RandomGenerator;
import org.gauntletml.attacks.Normals;
import org.gauntletml.attacks.RandomStreams;

/**
 * How the loss of an example answered to pairs of opposite random moves.
 *
 * @param direction sum over the pairs of the random draw, times the difference of the loss there
 *     and back
 * @param mean of all the losses
 * @param spread their standard deviation
 */
record Slope(double[] direction, double mean, double spread) {
  /** What random draws are made of. */
  enum Noise {
    /** The standard normal distribution. */
    GAUSSIAN {
      @Override
      void fill(float[] draw, RandomGenerator random) {
        Normals.fill(draw, random);
      }
    },

    /** 1 or -1, with even chances. */
    SIGNS {
      @Override
      void fill(float[] draw, RandomGenerator random) {
        long bits = 0;
        for (int i = 0; i < draw.length; i++) {
          bits = i % Long.SIZE == 0 ? random.nextLong() : bits >>> 1;
          draw[i] = (bits & 1) == 0 ? 1 : -1;
        }
      }
    };

    abstract void fill(float[] draw, RandomGenerator random);
  }

  /**
   * The draws of one slope.
   *
   * @param pairs of opposite moves
   * @param length numbers of one draw
   */
  record Draws(Noise noise, int pairs, int length) {}

  /** Where a draw leads. */
  @FunctionalInterface
  interface Moves {
    /**
     * Fills a point.
     *
     * @param sign 1 there, -1 back
     */
    void fill(int row, float[] draw, int sign, float[] point);
  }

  /** Asks about the moves of each example; two queries a pair. */
  static Slope[] of(Probes probes, int[] rows, Draws draws, RandomStreams random, Moves moves) {
    Sum[] sums = new Sum[rows.length];
    for (int i = 0; i < rows.length; i++) {
      sums[i] = new Sum(draws.length());
    }
    int most = Math.max(1, Probes.AT_ONCE / (2 * Math.max(1, rows.length)));
    for (int from = 0; from < draws.pairs(); from += most) {
      int some = Math.min(most, draws.pairs() - from);
      float[][][] drawn = new float[rows.length][some][draws.length()];
      for (int i = 0; i < rows.length; i++) {
        for (float[] draw : drawn[i]) {
          draws.noise().fill(draw, random.of(rows[i]));
        }
      }
      double[][] losses =
          probes.losses(
              rows,
              2 * some,
              (place, number, point) ->
                  moves.fill(
                      rows[place], drawn[place][number / 2], number % 2 == 0 ? 1 : -1, point));
      for (int i = 0; i < rows.length; i++) {
        for (int k = 0; k < some; k++) {
          sums[i].add(drawn[i][k], losses[i][2 * k], losses[i][2 * k + 1]);
        }
      }
    }
    Slope[] slopes = new Slope[rows.length];
    for (int i = 0; i < rows.length; i++) {
      slopes[i] = sums[i].slope();
    }
    return slopes;
  }

  private static final class Sum {
    private final double[] direction;
    private double losses;
    private double squares;
    private int count;

    Sum(int length) {
      direction = new double[length];
    }

    void add(float[] draw, double there, double back) {
      for (int i = 0; i < direction.length; i++) {
        direction[i] += (there - back) * draw[i];
      }
      losses += there + back;
      squares += there * there + back * back;
      count += 2;
    }

    Slope slope() {
      double mean = losses / count;
      return new Slope(direction, mean, Math.sqrt(Math.max(0, squares / count - mean * mean)));
    }
  }
}
