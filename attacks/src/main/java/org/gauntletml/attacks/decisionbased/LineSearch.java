package org.gauntletml.attacks.decisionbased;

/**
 * The search for a step length from a ray against the rise of the distance: it doubles while the
 * distance falls, or divides by four until it does.
 *
 * @param ray where it starts
 * @param rise direction in which the distance rises
 * @param width distance of the directions that are compared
 */
record LineSearch(Example example, Ray ray, float[] rise, double width) {
  private static final int STEPS = 15;

  /** What follows: where the search ended, and the step length the next one begins with. */
  @FunctionalInterface
  interface Ended {
    Step then(Ray end, double step);
  }

  /** Searches from this step length on. */
  Step from(double step, Ended ended) {
    return widen(step, STEPS, ray, ended);
  }

  /** Doubles the step while the distance falls. */
  private Step widen(double step, int left, Ray best, Ended ended) {
    if (left == 0) {
      return ended.then(best, step);
    }
    return best.ifNearer(
        example,
        ray.beside(-step, rise),
        width,
        next ->
            next != null
                ? widen(2 * step, left - 1, next, ended)
                : left < STEPS ? ended.then(best, 2 * step) : narrow(2 * step, STEPS, ended));
  }

  /** Divides the step by four until the distance falls. */
  private Step narrow(double step, int left, Ended ended) {
    if (left == 0) {
      return ended.then(ray, step);
    }
    return ray.ifNearer(
        example,
        ray.beside(-step / 4, rise),
        width,
        next -> next != null ? ended.then(next, step / 4) : narrow(step / 4, left - 1, ended));
  }
}
