package org.gauntletml.attacks;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A way to measure a perturbation. Everything that differs between norms is here, and only here:
 * attacks are written once. Sizes are computed in double; rows are examples.
 */
public enum Norm {
  /** Largest absolute change of a feature. */
  LINF("Linf") {
    @Override
    double[] sizesOf(INDArray d) {
      return Transforms.abs(d, false).max(1).toDoubleVector();
    }

    @Override
    INDArray ascentOf(INDArray g) {
      return Transforms.sign(g, true);
    }

    @Override
    INDArray projectionOf(INDArray d, double radius) {
      return Transforms.max(Transforms.min(d, radius, false), -radius, false);
    }

    @Override
    void sampleInto(float[] d, RandomGenerator random) {
      for (int i = 0; i < d.length; i++) {
        d[i] = (float) random.nextDouble(-1, 1);
      }
    }
  },

  /** Euclidean length of the change. */
  L2("L2") {
    @Override
    double[] sizesOf(INDArray d) {
      return d.norm2(1).toDoubleVector();
    }

    @Override
    INDArray ascentOf(INDArray g) {
      // divided, not multiplied by a reciprocal: that of a saturated model's gradient is infinite
      double[] scale = Arrays.stream(sizes(g)).map(size -> size > 0 ? size : 1).toArray();
      return g.div(Rows.column(scale, g));
    }

    @Override
    INDArray projectionOf(INDArray d, double radius) {
      double[] scale =
          Arrays.stream(sizes(d)).map(size -> size > radius ? radius / size : 1).toArray();
      return d.muli(Rows.column(scale, d));
    }

    @Override
    void sampleInto(float[] d, RandomGenerator random) {
      double[] direction = random.doubles(d.length).map(u -> random.nextGaussian()).toArray();
      double length = Math.sqrt(Arrays.stream(direction).map(v -> v * v).sum());
      fill(d, direction, Math.pow(random.nextDouble(), 1.0 / d.length) / length);
    }
  },

  /** Sum of the absolute changes. */
  L1("L1") {
    @Override
    double[] sizesOf(INDArray d) {
      return d.norm1(1).toDoubleVector();
    }

    /** One coordinate: the true maximiser of the linear model over the L1 ball. */
    @Override
    INDArray ascentOf(INDArray g) {
      int[] steepest = Transforms.abs(g, true).argMax(1).toIntVector();
      INDArray direction = Nd4j.zeros(g.dataType(), g.shape());
      for (int n = 0; n < steepest.length; n++) {
        direction.putScalar(n, steepest[n], Math.signum(g.getDouble(n, steepest[n])));
      }
      return direction;
    }

    /** Soft threshold by sorting (Duchi et al. 2008); never a rescaling. */
    @Override
    INDArray projectionOf(INDArray d, double radius) {
      double[] sizes = sizes(d);
      double[] threshold = new double[sizes.length];
      for (int n = 0; n < sizes.length; n++) {
        threshold[n] =
            sizes[n] > radius ? threshold(d.getRow(n).dup().data().asFloat(), radius) : 0;
      }
      INDArray shrunk = Transforms.abs(d, true).subi(Rows.column(threshold, d));
      return Transforms.sign(d, false).muli(Transforms.relu(shrunk, false));
    }

    @Override
    void sampleInto(float[] d, RandomGenerator random) {
      double[] direction =
          random
              .doubles(d.length)
              .map(u -> random.nextExponential() * (random.nextBoolean() ? 1 : -1))
              .toArray();
      double length = Arrays.stream(direction).map(Math::abs).sum();
      fill(d, direction, Math.pow(random.nextDouble(), 1.0 / d.length) / length);
    }
  },

  /** Number of features changed. */
  L0("L0") {
    @Override
    double[] sizesOf(INDArray d) {
      return d.neq(0).castTo(DataType.DOUBLE).sum(1).toDoubleVector();
    }

    /** One coordinate, as for L1: the best change of a single feature. */
    @Override
    INDArray ascentOf(INDArray g) {
      return L1.ascentOf(g);
    }

    /** Keeps the largest {@code floor(radius)} changes of each row, the first among equals. */
    @Override
    INDArray projectionOf(INDArray d, double radius) {
      int kept = (int) Math.min(radius, (double) d.size(1));
      for (int n = 0; n < d.size(0); n++) {
        float[] row = d.getRow(n).dup().data().asFloat();
        keepLargest(row, kept);
        d.putRow(n, Nd4j.createFromArray(row));
      }
      return d;
    }

    /** Every feature moves; {@link #project} then keeps as many as the budget allows. */
    @Override
    void sampleInto(float[] d, RandomGenerator random) {
      LINF.sampleInto(d, random);
    }
  };

  private final String text;

  Norm(String text) {
    this.text = text;
  }

  /** Size of each row; {@code d} is DOUBLE {@code [N, F]} and may be destroyed. */
  abstract double[] sizesOf(INDArray d);

  /** Unit direction of each row of FLOAT {@code [N, F]}; leaves {@code g} alone. */
  abstract INDArray ascentOf(INDArray g);

  /** Projection of each row of FLOAT {@code [N, F]}; may work in place. */
  abstract INDArray projectionOf(INDArray d, double radius);

  /** Fills {@code d} with a uniform sample of the unit ball. */
  abstract void sampleInto(float[] d, RandomGenerator random);

  /**
   * Norm of each example's perturbation, in double.
   *
   * @param d {@code [N, ...]}; borrowed
   */
  public double[] sizes(INDArray d) {
    try (INDArray copy = Rows.flat(d).castTo(DataType.DOUBLE).dup()) {
      return sizesOf(copy);
    }
  }

  /** Distance between corresponding rows of two FLOAT batches; the difference is exact. */
  public double[] distances(INDArray a, INDArray b) {
    try (INDArray difference = Rows.flat(a).castTo(DataType.DOUBLE);
        INDArray other = Rows.flat(b).castTo(DataType.DOUBLE)) {
      return sizesOf(difference.subi(other));
    }
  }

  /**
   * Steepest ascent: the direction of unit norm that raises the linear model {@code <g, d>} most. A
   * zero gradient gives a zero direction.
   *
   * @param g FLOAT {@code [N, ...]}; borrowed
   */
  public INDArray ascent(INDArray g) {
    return ascentOf(Rows.flat(g)).reshape('c', g.shape());
  }

  /**
   * Exact projection of each perturbation onto the ball (the nearest point of it in L2).
   *
   * @param d FLOAT {@code [N, ...]}; borrowed
   * @param radius of the ball, 0 or more
   */
  public INDArray project(INDArray d, double radius) {
    return projectionOf(Rows.flat(d).dup('c'), radius).reshape('c', d.shape());
  }

  /** As the command line writes it: {@code Linf}, {@code L2}, {@code L1}, {@code L0}. */
  @Override
  public String toString() {
    return text;
  }

  private static void fill(float[] d, double[] direction, double scale) {
    for (int i = 0; i < d.length; i++) {
      d[i] = (float) (direction[i] * scale);
    }
  }

  private static double threshold(float[] row, double radius) {
    double[] sorted = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      sorted[i] = -Math.abs((double) row[i]);
    }
    Arrays.sort(sorted);
    double sum = 0;
    double threshold = 0;
    for (int i = 0; i < sorted.length; i++) {
      sum -= sorted[i];
      double candidate = (sum - radius) / (i + 1);
      if (-sorted[i] < candidate) {
        break;
      }
      threshold = candidate;
    }
    return threshold;
  }

  private static void keepLargest(float[] row, int kept) {
    Integer[] order = new Integer[row.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Float.compare(Math.abs(row[b]), Math.abs(row[a])));
    for (int i = kept; i < row.length; i++) {
      row[order[i]] = 0;
    }
  }
}
