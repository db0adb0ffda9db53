package org.gauntletml.attacks.decisionbased;

import org.jspecify.annotations.Nullable;

/**
 * A direction from an example and the distance of the boundary along it. What is near a ray is
 * measured from it: other directions, of which the boundary is sought by small steps from this
 * distance and then by halving.
 *
 * @param direction of length 1
 */
record Ray(float[] direction, double distance) {
  private static final double TOLERANCE = 1 / 500.0;
  private static final int EXPANSIONS = 60;

  /** What follows from a ray, or from its absence. */
  @FunctionalInterface
  interface Found {
    Step then(@Nullable Ray ray);
  }

  /**
   * Finds the boundary between a distance that is not adversarial and one that is.
   *
   * @param tolerance of the distance
   */
  static Step between(
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

  /**
   * Finds this boundary again, as finely as the others are measured.
   *
   * @param width distance of the directions that are compared
   */
  Step finer(Example example, double width, Found found) {
    return shrink(example, direction, distance, EXPANSIONS, width, found);
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

  private static Step shrink(
      Example example, float[] other, double high, int left, double width, Found found) {
    double low = high * 0.99;
    return Step.ask(
        example.along(example.original(), low, other),
        adversarial -> {
          if (!adversarial) {
            return between(example, other, low, high, width * TOLERANCE, found);
          }
          return left == 0
              ? found.then(new Ray(other, low))
              : shrink(example, other, low, left - 1, width, found);
        });
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
                ? between(example, other, low, high, width * TOLERANCE, found)
                : grow(example, other, high, left - 1, width, found));
  }
}
