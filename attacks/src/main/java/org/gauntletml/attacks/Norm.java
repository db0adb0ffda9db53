package org.gauntletml.attacks;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Floats;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.NearestName;
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
    public double sizeOf(double[] d) {
      double largest = 0;
      for (double v : d) {
        largest = Math.max(largest, Math.abs(v));
      }
      return largest;
    }

    @Override
    INDArray ascentOf(INDArray g) {
      return Transforms.sign(g, true);
    }

    @Override
    INDArray projectionOf(INDArray d, double[] radii) {
      INDArray column = Rows.column(radii, d);
      return Transforms.max(Transforms.min(d, column, false), column.neg(), false);
    }

    /** The same in one pass. */
    @Override
    INDArray projectionInBox(INDArray points, INDArray x, double[] radii, InputSpec box) {
      float low = (float) box.lower();
      float high = (float) box.upper();
      float[] moved = Floats.of(points);
      float[] from = Floats.of(x);
      int features = moved.length / radii.length;
      for (int n = 0; n < radii.length; n++) {
        float radius = (float) radii[n];
        for (int i = n * features; i < (n + 1) * features; i++) {
          float d = Math.max(-radius, Math.min(radius, moved[i] - from[i]));
          moved[i] = Math.max(low, Math.min(high, from[i] + d));
        }
      }
      return Rows.of(moved, points);
    }

    @Override
    public Norm dual() {
      return L1;
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
    public double sizeOf(double[] d) {
      double sum = 0;
      for (double v : d) {
        sum += v * v;
      }
      return Math.sqrt(sum);
    }

    /** In one pass, with two sums that a processor makes side by side. */
    @Override
    public double distance(float[] a, float[] b) {
      double even = 0;
      double odd = 0;
      for (int i = 0; i < a.length - 1; i += 2) {
        double d = (double) a[i] - b[i];
        double e = (double) a[i + 1] - b[i + 1];
        even += d * d;
        odd += e * e;
      }
      if (a.length % 2 == 1) {
        double d = (double) a[a.length - 1] - b[a.length - 1];
        even += d * d;
      }
      return Math.sqrt(even + odd);
    }

    @Override
    INDArray ascentOf(INDArray g) {
      // divided, not multiplied by a reciprocal: that of a saturated model's gradient is infinite
      double[] scale = Arrays.stream(sizes(g)).map(size -> size > 0 ? size : 1).toArray();
      return g.div(Rows.column(scale, g));
    }

    @Override
    INDArray projectionOf(INDArray d, double[] radii) {
      double[] scale = sizes(d);
      Arrays.setAll(scale, n -> scale[n] > radii[n] ? radii[n] / scale[n] : 1);
      return d.muli(Rows.column(scale, d));
    }

    @Override
    public Norm dual() {
      return L2;
    }

    @Override
    void sampleInto(float[] d, RandomGenerator random) {
      Normals.fill(d, random);
      double scale = Math.pow(random.nextDouble(), 1.0 / d.length) / sizeOf(d);
      for (int i = 0; i < d.length; i++) {
        d[i] = (float) (d[i] * scale);
      }
    }
  },

  /** Sum of the absolute changes. */
  L1("L1") {
    @Override
    public double sizeOf(double[] d) {
      double sum = 0;
      for (double v : d) {
        sum += Math.abs(v);
      }
      return sum;
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

    /** One soft threshold per row; never a rescaling. */
    @Override
    INDArray projectionOf(INDArray d, double[] radii) {
      double[] rooms = new double[(int) d.size(1)];
      Arrays.fill(rooms, Double.POSITIVE_INFINITY);
      double[][] rows = Rows.doubles(d);
      double[] thresholds = new double[rows.length];
      Arrays.setAll(thresholds, n -> SoftThreshold.of(magnitudes(rows[n]), rooms, radii[n]));
      return shrink(d, thresholds);
    }

    /** Exactly the nearest point of the ball's part in the box, by thresholds that know the box. */
    @Override
    INDArray projectionInBox(INDArray points, INDArray x, double[] radii, InputSpec box) {
      INDArray d = points.sub(x);
      double[][] rows = Rows.doubles(d);
      double[][] starts = Rows.doubles(x);
      double[] thresholds = new double[rows.length];
      Arrays.setAll(
          thresholds,
          n -> SoftThreshold.of(magnitudes(rows[n]), rooms(rows[n], starts[n], box), radii[n]));
      return box.clip(shrink(d, thresholds).addi(x));
    }

    @Override
    public Norm dual() {
      return LINF;
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
    public double sizeOf(double[] d) {
      double changed = 0;
      for (double v : d) {
        changed += v == 0 ? 0 : 1;
      }
      return changed;
    }

    /** One coordinate, as for L1: the best change of a single feature. */
    @Override
    INDArray ascentOf(INDArray g) {
      return L1.ascentOf(g);
    }

    /** Keeps the largest {@code floor(radius)} changes of each row, the first among equals. */
    @Override
    INDArray projectionOf(INDArray d, double[] radii) {
      float[] all = Floats.of(d);
      int features = (int) d.size(1);
      for (int n = 0; n < radii.length; n++) {
        keepLargest(all, n * features, features, (int) Math.min(radii[n], features));
      }
      return Rows.of(all, d);
    }

    @Override
    public Norm dual() {
      throw new IllegalStateException("L0 is not a norm and has no dual.");
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

  /** Size of one row. */
  public abstract double sizeOf(double[] d);

  /** As {@link #sizeOf(double[])}. */
  public double sizeOf(float[] d) {
    double[] wide = new double[d.length];
    for (int i = 0; i < d.length; i++) {
      wide[i] = d[i];
    }
    return sizeOf(wide);
  }

  /** Unit direction of each row of FLOAT {@code [N, F]}; leaves {@code g} alone. */
  abstract INDArray ascentOf(INDArray g);

  /** Projection of each row of FLOAT {@code [N, F]}; may work in place. */
  abstract INDArray projectionOf(INDArray d, double[] radii);

  /** Points moved into ball and box, all FLOAT {@code [N, F]}; leaves its arguments alone. */
  INDArray projectionInBox(INDArray points, INDArray x, double[] radii, InputSpec box) {
    return box.clip(projectionOf(points.sub(x), radii).addi(x));
  }

  /** Fills {@code d} with a uniform sample of the unit ball. */
  abstract void sampleInto(float[] d, RandomGenerator random);

  /**
   * Norm of each example's perturbation, in double.
   *
   * @param d {@code [N, ...]}, numbers of any type; borrowed
   */
  public double[] sizes(INDArray d) {
    float[] values = Floats.of(d);
    return sizes((int) d.size(0), values.length, i -> values[i]);
  }

  /** Distance of two points. */
  public double distance(float[] a, float[] b) {
    double[] d = new double[a.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = (double) a[i] - b[i];
    }
    return sizeOf(d);
  }

  /** Distance between corresponding rows of two FLOAT batches; the difference is exact. */
  public double[] distances(INDArray a, INDArray b) {
    float[] here = Floats.of(a);
    float[] there = Floats.of(b);
    return sizes((int) a.size(0), here.length, i -> (double) here[i] - there[i]);
  }

  private double[] sizes(int rows, int values, IntToDoubleFunction value) {
    double[] sizes = new double[rows];
    double[] row = new double[rows == 0 ? 0 : values / rows];
    for (int n = 0; n < rows; n++) {
      for (int i = 0; i < row.length; i++) {
        row[i] = value.applyAsDouble(n * row.length + i);
      }
      sizes[n] = sizeOf(row);
    }
    return sizes;
  }

  /**
   * Norm of the largest perturbation that the box allows each example.
   *
   * @param x FLOAT {@code [N, ...]}, in the box; borrowed
   */
  public double[] reach(INDArray x, InputSpec box) {
    return sizes(Transforms.max(x.sub(box.lower()), x.rsub(box.upper()), false));
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
   * As {@link #ascent}, of the part of {@code g} that does not lead out of the box from {@code x},
   * lest a step be spent on moves that clipping undoes. For Linf, whose coordinates do not share a
   * budget, that changes no clipped step and is left out.
   *
   * @param x FLOAT of the shape of {@code g}, in the box; borrowed
   */
  public INDArray ascentInBox(INDArray g, INDArray x, InputSpec box) {
    return ascent(this == LINF ? g : box.inward(g, x));
  }

  /**
   * Exact projection of each perturbation onto the ball (the nearest point of it in L2).
   *
   * @param d FLOAT {@code [N, ...]}; borrowed
   * @param radius of the ball, 0 or more
   */
  public INDArray project(INDArray d, double radius) {
    double[] radii = new double[(int) d.size(0)];
    Arrays.fill(radii, radius);
    return project(d, radii);
  }

  /** As {@link #project(INDArray, double)}, with a radius for each example. */
  public INDArray project(INDArray d, double[] radii) {
    return projectionOf(Rows.flat(d).dup('c'), radii).reshape('c', d.shape());
  }

  /**
   * Points moved into the ball around their originals and into the box: for Linf and L1 exactly to
   * the nearest point of the intersection; for L2 and L0 first into the ball, then into the box,
   * which keeps the point in the ball.
   *
   * @param points FLOAT {@code [N, ...]}; borrowed
   * @param originals of the same shape, in the box; borrowed
   * @param radii of the balls, 0 or more
   */
  public INDArray project(INDArray points, INDArray originals, double[] radii, InputSpec box) {
    INDArray x = Rows.flat(originals);
    return projectionInBox(Rows.flat(points), x, radii, box).reshape('c', points.shape());
  }

  /** The norm that measures gradients: {@code <g, d>} is at most {@code ||g||_dual ||d||}. */
  public abstract Norm dual();

  /**
   * This norm, if it is one of {@code supported}.
   *
   * @param who wants it, named in the error
   * @throws BadInput otherwise
   */
  public Norm among(String who, Norm... supported) {
    if (!Arrays.asList(supported).contains(this)) {
      throw BadInput.of(who, "a norm of " + Arrays.toString(supported), this);
    }
    return this;
  }

  /**
   * The norm of this name, whatever its case.
   *
   * @param who is named if there is none
   * @throws BadInput if there is none, with all names
   */
  public static Norm parse(String who, String name) {
    return Arrays.stream(values())
        .filter(norm -> norm.text.equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                NearestName.unknown(
                    who, "a norm", name, Arrays.stream(values()).map(Norm::toString).toList()));
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

  private static INDArray shrink(INDArray d, double[] thresholds) {
    INDArray shrunk = Transforms.abs(d, true).subi(Rows.column(thresholds, d));
    return Transforms.sign(d, false).muli(Transforms.relu(shrunk, false));
  }

  private static double[] magnitudes(double[] row) {
    return Arrays.stream(row).map(Math::abs).toArray();
  }

  private static double[] rooms(double[] d, double[] x, InputSpec box) {
    double[] rooms = new double[d.length];
    Arrays.setAll(rooms, i -> d[i] > 0 ? box.upper() - x[i] : x[i] - box.lower());
    return rooms;
  }

  /** Zeroes all but the {@code kept} largest of the {@code count} values from {@code start} on. */
  private static void keepLargest(float[] all, int start, int count, int kept) {
    float[] sorted = new float[count];
    for (int i = 0; i < count; i++) {
      sorted[i] = Math.abs(all[start + i]);
    }
    Arrays.sort(sorted);
    float least = kept == 0 ? Float.POSITIVE_INFINITY : sorted[count - kept];
    int ties = kept;
    for (int i = count - 1; i >= 0 && sorted[i] > least; i--) {
      ties--;
    }
    for (int i = start; i < start + count; i++) {
      boolean tied = Math.abs(all[i]) == least && ties > 0;
      ties -= tied ? 1 : 0;
      all[i] = tied || Math.abs(all[i]) > least ? all[i] : 0;
    }
  }
}
