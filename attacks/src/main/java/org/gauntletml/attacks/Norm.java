package org.gauntletml.attacks;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.FloatRows;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.NearestName;
import org.nd4j.linalg.api.ndarray.INDArray;
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
        double size = Math.abs(v);
        // a guess that is nearly always right costs less than a maximum that waits for the last one
        if (!(size <= largest)) {
          largest = Math.max(largest, size);
        }
      }
      return largest;
    }

    @Override
    public void ascend(float[] g) {
      for (int i = 0; i < g.length; i++) {
        g[i] = (g[i] > 0 ? 1 : 0) - (g[i] < 0 ? 1 : 0);
      }
    }

    /** The same: coordinates that share no budget lose nothing where clipping undoes a move. */
    @Override
    void ascendInBox(float[] g, float[] x, InputSpec box) {
      ascend(g);
    }

    @Override
    void shrink(float[] d, double radius) {
      float r = (float) radius;
      for (int i = 0; i < d.length; i++) {
        d[i] = Math.max(-r, Math.min(r, d[i]));
      }
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
    public double sizeOf(float[] d) {
      double even = 0;
      double odd = 0;
      for (int i = 0; i < d.length - 1; i += 2) {
        even += (double) d[i] * d[i];
        odd += (double) d[i + 1] * d[i + 1];
      }
      double last = d.length % 2 == 1 ? d[d.length - 1] : 0;
      return Math.sqrt(even + odd + last * last);
    }

    /** As {@link #sizeOf(float[])}. */
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
    public void ascend(float[] g) {
      float size = (float) sizeOf(g);
      if (size > 0) {
        // divided, not multiplied by a reciprocal: that of a saturated model's gradient is infinite
        for (int i = 0; i < g.length; i++) {
          g[i] /= size;
        }
      }
    }

    @Override
    void shrink(float[] d, double radius) {
      double size = sizeOf(d);
      if (size > radius) {
        float scale = (float) (radius / size);
        for (int i = 0; i < d.length; i++) {
          d[i] *= scale;
        }
      }
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
    public void ascend(float[] g) {
      int steepest = 0;
      for (int i = 1; i < g.length; i++) {
        steepest = Math.abs(g[i]) > Math.abs(g[steepest]) ? i : steepest;
      }
      float sign = Math.signum(g[steepest]);
      Arrays.fill(g, 0);
      g[steepest] = sign;
    }

    /** One soft threshold; never a rescaling. */
    @Override
    void shrink(float[] d, double radius) {
      double[] rooms = new double[d.length];
      Arrays.fill(rooms, Double.POSITIVE_INFINITY);
      soften(d, SoftThreshold.of(magnitudes(d), rooms, radius));
    }

    /** Exactly the nearest point of the ball's part in the box, by thresholds that know the box. */
    @Override
    void shrinkInBox(float[] d, float[] x, double radius, InputSpec box) {
      double[] rooms = new double[d.length];
      Arrays.setAll(rooms, i -> d[i] > 0 ? box.upper() - x[i] : x[i] - box.lower());
      soften(d, SoftThreshold.of(magnitudes(d), rooms, radius));
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
    public void ascend(float[] g) {
      L1.ascend(g);
    }

    /** Keeps the largest {@code floor(radius)} changes, the first among equals. */
    @Override
    void shrink(float[] d, double radius) {
      keepLargest(d, (int) Math.min(radius, d.length));
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
    return sizeOf(Rows.doubles(d));
  }

  /** Turns a gradient into the direction that {@link #ascent} says. */
  public abstract void ascend(float[] g);

  /**
   * As {@link #ascend}, of the part of the gradient that does not lead out of the box from {@code
   * x}, lest a step be spent on moves that clipping undoes.
   */
  void ascendInBox(float[] g, float[] x, InputSpec box) {
    box.inward(g, x);
    ascend(g);
  }

  /** Projects a perturbation onto the ball, as {@link #project(INDArray, double)} says. */
  abstract void shrink(float[] d, double radius);

  /** As {@link #shrink}, and so that clipping {@code x + d} stays in the ball. */
  void shrinkInBox(float[] d, float[] x, double radius, InputSpec box) {
    shrink(d, radius);
  }

  /**
   * Moves a point as {@link #project(INDArray, INDArray, double[], InputSpec)} says.
   *
   * @param x its original
   */
  public void project(float[] point, float[] x, double radius, InputSpec box) {
    for (int i = 0; i < point.length; i++) {
      point[i] -= x[i];
    }
    shrinkInBox(point, x, radius, box);
    float low = (float) box.lower();
    float high = (float) box.upper();
    for (int i = 0; i < point.length; i++) {
      point[i] = Math.max(low, Math.min(high, x[i] + point[i]));
    }
  }

  /** Fills {@code d} with a uniform sample of the unit ball. */
  abstract void sampleInto(float[] d, RandomGenerator random);

  /**
   * Norm of each example's perturbation, in double.
   *
   * @param d {@code [N, ...]}, numbers of any type; borrowed
   */
  public double[] sizes(INDArray d) {
    FloatRows rows = FloatRows.of(d);
    float[] row = new float[rows.features()];
    double[] sizes = new double[rows.count()];
    for (int n = 0; n < sizes.length; n++) {
      rows.read(n, row);
      sizes[n] = sizeOf(row);
    }
    return sizes;
  }

  /** Distance of two points; the difference is exact. */
  public double distance(float[] a, float[] b) {
    double[] d = new double[a.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = (double) a[i] - b[i];
    }
    return sizeOf(d);
  }

  /** Distance between corresponding rows of two FLOAT batches; the difference is exact. */
  public double[] distances(INDArray a, INDArray b) {
    FloatRows here = FloatRows.of(a);
    FloatRows there = FloatRows.of(b);
    float[] from = new float[here.features()];
    float[] to = new float[here.features()];
    double[] distances = new double[here.count()];
    for (int n = 0; n < distances.length; n++) {
      here.read(n, from);
      there.read(n, to);
      distances[n] = distance(from, to);
    }
    return distances;
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
    return FloatRows.each((n, rows) -> ascend(rows[0]), g);
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
    return FloatRows.each((n, rows) -> shrink(rows[0], radii[n]), d);
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
    return FloatRows.each((n, rows) -> project(rows[0], rows[1], radii[n], box), points, originals);
  }

  /**
   * Moves points by {@code length} along the steepest ascent that does not lead out of the box at
   * once, then as {@link #project(INDArray, INDArray, double[], InputSpec)} says, all in one pass.
   *
   * @param x inside the box; changed in place, so in 'c' order and no view
   * @param gradient of what is to rise; borrowed
   * @param originals borrowed
   */
  public void climb(
      INDArray x,
      INDArray gradient,
      INDArray originals,
      double length,
      double radius,
      InputSpec box) {
    FloatRows.change(
        (n, at) -> {
          ascendInBox(at[1], at[0], box);
          Rows.move(at[0], length, at[1]);
          project(at[0], at[2], radius, box);
        },
        x,
        gradient,
        originals);
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

  private static void soften(float[] d, double threshold) {
    float t = (float) threshold;
    for (int i = 0; i < d.length; i++) {
      d[i] = Math.signum(d[i]) * Math.max(0, Math.abs(d[i]) - t);
    }
  }

  private static double[] magnitudes(float[] row) {
    double[] magnitudes = Rows.doubles(row);
    for (int i = 0; i < magnitudes.length; i++) {
      magnitudes[i] = Math.abs(magnitudes[i]);
    }
    return magnitudes;
  }

  /** Zeroes all but the {@code kept} largest values. */
  private static void keepLargest(float[] all, int kept) {
    float[] sorted = new float[all.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = Math.abs(all[i]);
    }
    Arrays.sort(sorted);
    float least = kept == 0 ? Float.POSITIVE_INFINITY : sorted[sorted.length - kept];
    int ties = kept;
    for (int i = sorted.length - 1; i >= 0 && sorted[i] > least; i--) {
      ties--;
    }
    for (int i = 0; i < all.length; i++) {
      boolean tied = Math.abs(all[i]) == least && ties > 0;
      ties -= tied ? 1 : 0;
      all[i] = tied || Math.abs(all[i]) > least ? all[i] : 0;
    }
  }
}
