package org.gauntletml.attacks.decisionbased;

import java.util.Iterator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A direction from an example and the distance of the boundary along it. OPT and Sign-OPT descend
 * the distance over directions (Cheng et al. 2019 and 2020, arXiv 1807.04457 and 1909.10773).
 *
 * @param direction of length 1
 */
record Ray(float[] direction, double distance) {
  private static final double SMALLEST_RATE = 1e-4;
  private static final double SMALLEST_BETA = 1e-8;
  private static final double TOLERANCE = 1 / 500.0;
  private static final int LINE_STEPS = 15;
  private static final int EXPANSIONS = 60;

  /**
   * The settings that both attacks have.
   *
   * @param steps at most
   * @param starts directions of which the nearest boundary is the start
   * @param rate first step length
   * @param beta first distance of the directions that are compared
   */
  record Settings(int steps, int starts, double rate, double beta) {
    /** A query for each direction, and the way to the boundary along one of them. */
    long leastQueries() {
      return starts + Example.halvings(beta);
    }
  }

  /**
   * What was learned beside a ray.
   *
   * @param direction in which the distance rises
   * @param nearest of the rays measured on the way, or null
   */
  record Rise(float[] direction, @Nullable Ray nearest) {}

  /** How the distance of the boundary changes beside a ray. */
  @FunctionalInterface
  interface Look {
    /**
     * Looks around.
     *
     * @param width distance of the directions that are compared
     */
    Step around(Ray ray, double width, Function<Rise, Step> then);
  }

  /** What follows from a ray, or from its absence. */
  @FunctionalInterface
  interface Found {
    Step then(@Nullable Ray ray);
  }

  /** Descends from the best of some directions until the steps or the widths are used up. */
  static Step descend(Example example, Directions.Source source, Settings settings, Look look) {
    double reach = Math.sqrt(example.features()) * (example.box().upper() - example.box().lower());
    Found found =
        best ->
            best == null
                ? Step.END
                : best.step(example, settings, look, 0, settings.beta(), settings.rate());
    return random(
        example,
        source,
        example.targeted() ? 0 : settings.starts(),
        reach,
        null,
        settings.beta(),
        best ->
            best == null
                ? known(example, example.starts(settings.starts()), null, settings.beta(), found)
                : found.then(best));
  }

  /** The nearest boundary along so many random directions. */
  private static Step random(
      Example example,
      Directions.Source source,
      int left,
      double reach,
      @Nullable Ray best,
      double beta,
      Found found) {
    if (left == 0) {
      return found.then(best);
    }
    return nearer(
        example,
        source.draw(example.random()),
        reach,
        best,
        beta,
        next -> random(example, source, left - 1, reach, next, beta, found));
  }

  /** The nearest boundary on the ways to these known examples. */
  private static Step known(
      Example example, Iterator<float[]> points, @Nullable Ray best, double beta, Found found) {
    if (!points.hasNext()) {
      return found.then(best);
    }
    float[] far = points.next();
    float[] direction = Vectors.unit(Vectors.difference(far, example.original()));
    return nearer(
        example,
        direction,
        example.distance(far),
        best,
        beta,
        next -> known(example, points, next, beta, found));
  }

  private static Step nearer(
      Example example,
      float[] direction,
      double reach,
      @Nullable Ray best,
      double beta,
      Found found) {
    double limit = best == null ? reach : Math.min(reach, best.distance);
    return Step.ask(
        example.along(example.original(), limit, direction),
        adversarial ->
            adversarial
                ? boundary(example, direction, 0, limit, limit * beta, found)
                : found.then(best));
  }

  /** The boundary between a distance that is not adversarial and one that is. */
  private static Step boundary(
      Example example,
      float[] direction,
      double inside,
      double outside,
      double tolerance,
      Found found) {
    return example.halve(
        inside,
        outside,
        tolerance,
        d -> example.along(example.original(), d, direction),
        d -> found.then(new Ray(direction, d)));
  }

  private Step step(
      Example example, Settings settings, Look look, int number, double width, double rate) {
    if (number == settings.steps() || width < SMALLEST_BETA) {
      return Step.END;
    }
    return look.around(
        this,
        width,
        rise ->
            widen(
                example,
                rise.direction(),
                rate,
                width,
                LINE_STEPS,
                this,
                (ray, step) -> {
                  Ray seen = rise.nearest();
                  Ray best = seen != null && seen.distance < ray.distance ? seen : ray;
                  boolean narrower = step < SMALLEST_RATE;
                  return best.step(
                      example,
                      settings,
                      look,
                      number + 1,
                      narrower ? 0.1 * width : width,
                      narrower ? 1 : step);
                }));
  }

  /** The direction so far beside this one, however far that is. */
  float[] beside(double length, float[] toward) {
    double[] moved = new double[direction.length];
    double squares = 0;
    for (int i = 0; i < moved.length; i++) {
      moved[i] = direction[i] + length * toward[i];
      squares += moved[i] * moved[i];
    }
    double scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    float[] unit = new float[moved.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (moved[i] * scale);
    }
    return unit;
  }

  /** The point as far along another direction as the boundary is along this one. */
  float[] atDistance(Example example, float[] other) {
    return example.along(example.original(), distance, other);
  }

  /** Finds the boundary along a direction if it is nearer than this one, else nothing. */
  Step ifNearer(Example example, float[] other, double width, Found found) {
    return Step.ask(
        atDistance(example, other),
        adversarial ->
            adversarial
                ? shrink(example, other, distance, EXPANSIONS, width, found)
                : found.then(null));
  }

  private static Step shrink(
      Example example, float[] other, double high, int left, double width, Found found) {
    double low = high * 0.99;
    return Step.ask(
        example.along(example.original(), low, other),
        adversarial -> {
          if (!adversarial) {
            return boundary(example, other, low, high, width * TOLERANCE, found);
          }
          return left == 0
              ? found.then(new Ray(other, low))
              : shrink(example, other, low, left - 1, width, found);
        });
  }

  /** Finds the boundary along a direction, nearer or farther than this one, if not much farther. */
  Step measured(Example example, float[] other, double width, Found found) {
    return ifNearer(
        example,
        other,
        width,
        nearer ->
            nearer == null
                ? grow(example, other, distance, EXPANSIONS, width, found)
                : found.then(nearer));
  }

  private static Step grow(
      Example example, float[] other, double low, int left, double width, Found found) {
    if (left == 0) {
      return found.then(null);
    }
    double high = low * 1.01;
    return Step.ask(
        example.along(example.original(), high, other),
        adversarial ->
            adversarial
                ? boundary(example, other, low, high, width * TOLERANCE, found)
                : grow(example, other, high, left - 1, width, found));
  }

  /** What follows a line search: where it ended, and the step length the next one begins with. */
  @FunctionalInterface
  private interface Ended {
    Step then(Ray ray, double step);
  }

  /** Doubles the step while the distance falls. */
  private Step widen(
      Example example, float[] rise, double step, double width, int left, Ray best, Ended ended) {
    if (left == 0) {
      return ended.then(best, step);
    }
    return best.ifNearer(
        example,
        beside(-step, rise),
        width,
        next ->
            next != null
                ? widen(example, rise, 2 * step, width, left - 1, next, ended)
                : left < LINE_STEPS
                    ? ended.then(best, 2 * step)
                    : narrow(example, rise, 2 * step, width, LINE_STEPS, ended));
  }

  /** Divides the step by four until the distance falls. */
  private Step narrow(
      Example example, float[] rise, double step, double width, int left, Ended ended) {
    if (left == 0) {
      return ended.then(this, step);
    }
    return ifNearer(
        example,
        beside(-step / 4, rise),
        width,
        next ->
            next != null
                ? ended.then(next, step / 4)
                : narrow(example, rise, step / 4, width, left - 1, ended));
  }
}
