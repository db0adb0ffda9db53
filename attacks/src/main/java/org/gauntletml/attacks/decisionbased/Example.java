package org.gauntletml.attacks.decisionbased;

import java.util.Iterator;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.models.InputSpec;

/** What the search of one example knows. Points are features in the box. */
final class Example {
  private final int row;
  private final float[] original;
  private final LabelTarget target;
  private final InputSpec box;
  private final Norm norm;
  private final RandomGenerator random;
  private final int atOnce;

  /**
   * @param atOnce points that a question about this example should have at most
   */
  Example(int row, float[] original, LabelTarget target, RandomGenerator random, int atOnce) {
    this.row = row;
    this.original = original;
    this.target = target;
    this.box = target.input();
    this.norm = target.threat().norm();
    this.random = random;
    this.atOnce = atOnce;
  }

  int row() {
    return row;
  }

  float[] original() {
    return original;
  }

  InputSpec box() {
    return box;
  }

  RandomGenerator random() {
    return random;
  }

  /**
   * Points that one question should have at most, so that those of all examples do not fill memory;
   * results may not depend on it.
   */
  int atOnce() {
    return atOnce;
  }

  int features() {
    return original.length;
  }

  /** Whether one class has to be reached. */
  boolean targeted() {
    return target.criterion().targeted();
  }

  /** Distance from the original in the norm of the threat model. */
  double distance(float[] point) {
    return norm.distance(point, original);
  }

  /** {@code from + length * direction}, moved into the box. */
  float[] along(float[] from, double length, float[] direction) {
    float low = (float) box.lower();
    float high = (float) box.upper();
    float step = (float) length;
    float[] point = new float[from.length];
    for (int i = 0; i < point.length; i++) {
      point[i] = Math.max(low, Math.min(high, from[i] + step * direction[i]));
    }
    return point;
  }

  /** {@code from + length * direction + more * other}, moved into the box. */
  float[] along(float[] from, double length, float[] direction, double more, float[] other) {
    float low = (float) box.lower();
    float high = (float) box.upper();
    float step = (float) length;
    float side = (float) more;
    float[] point = new float[from.length];
    for (int i = 0; i < point.length; i++) {
      float moved = from[i] + (step * direction[i] + side * other[i]);
      point[i] = Math.max(low, Math.min(high, moved));
    }
    return point;
  }

  /**
   * The point a share of the way from the original to {@code far}: on the line between them, or for
   * Linf {@code far} moved into the ball of that share of its distance.
   */
  float[] between(double share, float[] far) {
    float radius = norm == Norm.LINF ? (float) (share * distance(far)) : Float.POSITIVE_INFINITY;
    float part = norm == Norm.LINF ? 1 : (float) share;
    float low = (float) box.lower();
    float high = (float) box.upper();
    float[] point = new float[far.length];
    for (int i = 0; i < point.length; i++) {
      float d = Math.max(-radius, Math.min(radius, part * (far[i] - original[i])));
      point[i] = Math.max(low, Math.min(high, original[i] + d));
    }
    return point;
  }

  /** Goes on from the adversarial point nearest to the original on the way to {@code far}. */
  Step nearest(float[] far, double tolerance, Function<float[], Step> then) {
    return halve(
        0,
        1,
        tolerance,
        middle -> between(middle, far),
        share -> then.apply(share == 1 ? far : between(share, far)));
  }

  /** How many queries {@link #nearest} takes. */
  static long halvings(double tolerance) {
    return (long) Math.max(0, Math.ceil(Math.log(1 / tolerance) / Math.log(2)));
  }

  /**
   * Finds where on a path points become adversarial, by halving.
   *
   * @param inside where it is not
   * @param outside where it is
   * @param tolerance length of the part of the path that may be left in doubt
   * @param path the points
   * @param then goes on from the adversarial end of that part
   */
  Step halve(
      double inside,
      double outside,
      double tolerance,
      DoubleFunction<float[]> path,
      DoubleFunction<Step> then) {
    if (!(outside - inside > tolerance)) {
      return then.apply(outside);
    }
    double middle = (inside + outside) / 2;
    return Step.ask(
        path.apply(middle),
        adversarial ->
            adversarial
                ? halve(inside, middle, tolerance, path, then)
                : halve(middle, outside, tolerance, path, then));
  }

  /**
   * Goes on from an adversarial point, or ends after so many tries without: uniform noise, then
   * what is known of other classes. Under a targeted criterion noise comes last.
   */
  Step start(int tries, Function<float[], Step> then) {
    return targeted()
        ? knownStart(tries, then, () -> noise(tries, then, () -> Step.END))
        : noise(tries, then, () -> knownStart(tries, then, () -> Step.END));
  }

  /** Goes on from a known example of a class looked for. */
  Step knownStart(int tries, Function<float[], Step> then, Supplier<Step> otherwise) {
    return first(starts(tries), then, otherwise);
  }

  /** So many known examples of the classes looked for. */
  Iterator<float[]> starts(int most) {
    return target.starts(row, random).limit(most).iterator();
  }

  private Step first(
      Iterator<float[]> points, Function<float[], Step> then, Supplier<Step> otherwise) {
    if (!points.hasNext()) {
      return otherwise.get();
    }
    float[] point = points.next();
    return Step.ask(
        point, adversarial -> adversarial ? then.apply(point) : first(points, then, otherwise));
  }

  private Step noise(int tries, Function<float[], Step> then, Supplier<Step> otherwise) {
    return first(Stream.generate(this::noise).limit(tries).iterator(), then, otherwise);
  }

  private float[] noise() {
    float[] noise = new float[original.length];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) Math.min(box.upper(), random.nextDouble(box.lower(), box.upper()));
    }
    return noise;
  }
}
