package org.gauntletml.attacks.decisionbased;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A direction from an example and the distance of the boundary along it. OPT and Sign-OPT descend
 * the distance over directions (Cheng et al. 2019 and 2020, arXiv 1807.04457 and 1909.10773).
 *
 * @param direction of length 1
 */
record Ray(double[] direction, double distance) {
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
  record Rise(double[] direction, @Nullable Ray nearest) {}

  /** How the distance of the boundary changes beside a ray. */
  @FunctionalInterface
  interface Look {
    /**
     * Looks around.
     *
     * @param width distance of the directions that are compared
     */
    Rise around(Ray ray, double width);
  }

  /** Descends from the best of some directions until the steps or the widths are used up. */
  static void descend(Example example, Directions.Source source, Settings settings, Look look) {
    Ray best = start(example, source, settings);
    double width = settings.beta();
    double step = settings.rate();
    for (int i = 0; best != null && i < settings.steps() && width >= SMALLEST_BETA; i++) {
      Rise rise = look.around(best, width);
      Descent descent = best.follow(example, rise.direction(), step, width);
      Ray seen = rise.nearest();
      best = seen != null && seen.distance < descent.ray().distance ? seen : descent.ray();
      step = descent.step();
      if (step < SMALLEST_RATE) {
        step = 1;
        width *= 0.1;
      }
    }
  }

  /**
   * Random directions, or, where none of them leads to an adversarial point or one class has to be
   * reached, those of known examples.
   */
  private static @Nullable Ray start(Example example, Directions.Source source, Settings settings) {
    double reach = Math.sqrt(example.features()) * (example.box().upper() - example.box().lower());
    Ray best = null;
    for (int i = 0; i < settings.starts() && !example.targeted(); i++) {
      best = nearer(example, source.draw(example.random()), reach, best, settings.beta());
    }
    Iterator<float[]> known = example.starts().iterator();
    boolean needed = best == null;
    for (int i = 0; i < settings.starts() && needed && known.hasNext(); i++) {
      float[] far = known.next();
      double[] direction = Vectors.unit(Vectors.difference(far, example.original()));
      best = nearer(example, direction, example.distance(far), best, settings.beta());
    }
    return best;
  }

  private static @Nullable Ray nearer(
      Example example, double[] direction, double reach, @Nullable Ray best, double beta) {
    double limit = best == null ? reach : Math.min(reach, best.distance);
    return example.isAdversarial(example.along(example.original(), limit, direction))
        ? new Ray(direction, boundary(example, direction, 0, limit, limit * beta))
        : best;
  }

  /** The boundary between a distance that is not adversarial and one that is. */
  private static double boundary(
      Example example, double[] direction, double inside, double outside, double tolerance) {
    return example.halve(
        inside, outside, tolerance, d -> example.along(example.original(), d, direction));
  }

  /** The direction so far beside this one. */
  double[] beside(double length, double[] toward) {
    double[] moved = direction.clone();
    Vectors.add(moved, length, toward);
    return Vectors.unit(moved);
  }

  /** The point as far along another direction as the boundary is along this one. */
  float[] atDistance(Example example, double[] other) {
    return example.along(example.original(), distance, other);
  }

  /** The boundary along a direction if it is nearer than this one, else null. */
  @Nullable Ray ifNearer(Example example, double[] other, double width) {
    double high = distance;
    if (!example.isAdversarial(atDistance(example, other))) {
      return null;
    }
    double low = high * 0.99;
    for (int i = 0;
        i < EXPANSIONS && example.isAdversarial(example.along(example.original(), low, other));
        i++) {
      high = low;
      low *= 0.99;
    }
    return new Ray(other, boundary(example, other, low, high, width * TOLERANCE));
  }

  /** The boundary along a direction, nearer or farther than this one; null if much farther. */
  @Nullable Ray measured(Example example, double[] other, double width) {
    Ray nearer = ifNearer(example, other, width);
    double low = distance;
    for (int i = 0; i < EXPANSIONS && nearer == null; i++) {
      double high = low * 1.01;
      if (example.isAdversarial(example.along(example.original(), high, other))) {
        nearer = new Ray(other, boundary(example, other, low, high, width * TOLERANCE));
      }
      low = high;
    }
    return nearer;
  }

  /** Where a line search ended, and the step length the next one begins with. */
  private record Descent(Ray ray, double step) {}

  /** Doubles the step while the distance falls, or divides it by four until it does. */
  private Descent follow(Example example, double[] rise, double first, double width) {
    double step = first;
    Ray best = this;
    boolean fell = false;
    for (int i = 0; i < LINE_STEPS; i++) {
      Ray next = best.ifNearer(example, beside(-step, rise), width);
      step *= 2;
      if (next == null) {
        break;
      }
      best = next;
      fell = true;
    }
    for (int i = 0; i < LINE_STEPS && !fell; i++) {
      step /= 4;
      Ray next = ifNearer(example, beside(-step, rise), width);
      fell = next != null;
      best = next == null ? this : next;
    }
    return new Descent(best, step);
  }
}
