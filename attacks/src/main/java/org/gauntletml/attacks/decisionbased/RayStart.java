package org.gauntletml.attacks.decisionbased;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Where a descent over directions begins: the ray with the nearest boundary, of some random
 * directions or, if none of them meets a boundary, of the ways to known examples of the classes
 * looked for. A direction costs one query where its boundary is no nearer than the best so far.
 *
 * @param source of the random directions
 * @param tries directions of each kind; no random ones where one class has to be reached
 * @param tolerance of a distance, as a share of what it is at most
 */
record RayStart(Example example, Directions.Source source, int tries, double tolerance) {
  /** Goes on from the nearest boundary, or from nothing. */
  Step nearest(Ray.Found found) {
    double reach = Math.sqrt(example.features()) * (example.box().upper() - example.box().lower());
    return random(
        example.targeted() ? 0 : tries,
        reach,
        null,
        best -> best == null ? known(example.starts(tries), null, found) : found.then(best));
  }

  /** The nearest boundary along so many random directions. */
  private Step random(int left, double reach, @Nullable Ray best, Ray.Found found) {
    return left == 0
        ? found.then(best)
        : nearer(
            source.draw(example.random()),
            reach,
            best,
            next -> random(left - 1, reach, next, found));
  }

  /** The nearest boundary on the ways to these known examples. */
  private Step known(Iterator<float[]> points, @Nullable Ray best, Ray.Found found) {
    if (!points.hasNext()) {
      return found.then(best);
    }
    float[] far = points.next();
    float[] direction = Vectors.unit(Vectors.difference(far, example.original()));
    return nearer(direction, example.distance(far), best, next -> known(points, next, found));
  }

  /** The boundary along a direction if it is nearer than the best, else the best. */
  private Step nearer(float[] direction, double reach, @Nullable Ray best, Ray.Found found) {
    double limit = best == null ? reach : Math.min(reach, best.distance());
    return Step.ask(
        example.along(example.original(), limit, direction),
        adversarial ->
            adversarial
                ? Ray.between(example, direction, 0, limit, limit * tolerance, found)
                : found.then(best));
  }
}
