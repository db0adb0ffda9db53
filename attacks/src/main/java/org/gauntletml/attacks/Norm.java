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
 * A way to measure a perturbation. Everything that differs between norms is here and in {@code
 * Geometry}, and only there: attacks are written once. Sizes are computed in double; rows are
 * examples.
 */
public enum Norm {
  /** Largest absolute change of a feature. */
  LINF("Linf", new LinfGeometry()),

  /** Euclidean length of the change. */
  L2("L2", new L2Geometry()),

  /** Sum of the absolute changes. */
  L1("L1", new L1Geometry()),

  /** Number of features changed. */
  L0("L0", new L0Geometry());

  private final String text;

  /** A record without components, which the checker cannot see. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final Geometry geometry;

  Norm(String text, Geometry geometry) {
    this.text = text;
    this.geometry = geometry;
  }

  /** Size of one row. */
  public double sizeOf(double[] d) {
    return geometry.sizeOf(d);
  }

  /** As {@link #sizeOf(double[])}. */
  public double sizeOf(float[] d) {
    return geometry.sizeOf(d);
  }

  /** Distance of two points; the difference is exact. */
  public double distance(float[] a, float[] b) {
    return geometry.distance(a, b);
  }

  /** Turns a gradient into the direction that {@link #ascent} says. */
  public void ascend(float[] g) {
    geometry.ascend(g);
  }

  /**
   * Moves a point as {@link #project(INDArray, INDArray, double[], InputSpec)} says.
   *
   * @param x its original
   */
  public void project(float[] point, float[] x, double radius, InputSpec box) {
    geometry.project(point, x, radius, box);
  }

  /** Fills {@code d} with a uniform sample of the unit ball. */
  void sampleInto(float[] d, RandomGenerator random) {
    geometry.sampleInto(d, random);
  }

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
      sizes[n] = geometry.sizeOf(row);
    }
    return sizes;
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
      distances[n] = geometry.distance(from, to);
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

  /** Size of the change of every feature by the whole width of the box: no change is larger. */
  public double largest(InputSpec box) {
    double[] all = new double[box.features()];
    Arrays.fill(all, box.upper() - box.lower());
    return sizeOf(all);
  }

  /**
   * Steepest ascent: the direction of unit norm that raises the linear model {@code <g, d>} most. A
   * zero gradient gives a zero direction.
   *
   * @param g FLOAT {@code [N, ...]}; borrowed
   */
  public INDArray ascent(INDArray g) {
    return FloatRows.each((n, rows) -> geometry.ascend(rows[0]), g);
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
    return FloatRows.each((n, rows) -> geometry.shrink(rows[0], radii[n]), d);
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
    return FloatRows.each(
        (n, rows) -> geometry.project(rows[0], rows[1], radii[n], box), points, originals);
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
          geometry.ascendInBox(at[1], at[0], box);
          Rows.move(at[0], length, at[1]);
          geometry.project(at[0], at[2], radius, box);
        },
        x,
        gradient,
        originals);
  }

  /** The norm that measures gradients: {@code <g, d>} is at most {@code ||g||_dual ||d||}. */
  public Norm dual() {
    return switch (this) {
      case LINF -> L1;
      case L2 -> L2;
      case L1 -> LINF;
      case L0 -> throw new IllegalStateException("L0 is not a norm and has no dual.");
    };
  }

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
}
