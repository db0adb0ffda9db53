package org.gauntletml.attacks.decisionbased;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The descent of the distance of the boundary over directions that OPT and Sign-OPT share (Cheng et
 * al. 2019 and 2020, arXiv 1807.04457 and 1909.10773). They differ in how they look for the rise of
 * the distance.
 */
record Descent(Example example, Settings settings, Look look) {
  private static final double SMALLEST_RATE = 1e-4;
  private static final double SMALLEST_BETA = 1e-8;

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

  /** Descends from the best of some directions until the steps or the widths are used up. */
  Step from(Directions.Source source) {
    double beta = settings.beta();
    Ray.Found walk = ray -> ray == null ? Step.END : step(ray, 0, beta, settings.rate());
    // what is nearer beside a ray shows only where the ray itself is measured finely
    return new RayStart(example, source, settings.starts(), beta)
        .nearest(best -> best == null ? Step.END : best.finer(example, beta, walk));
  }

  private Step step(Ray ray, int number, double width, double rate) {
    if (number == settings.steps() || width < SMALLEST_BETA) {
      return Step.END;
    }
    return look.around(
        ray,
        width,
        rise ->
            new LineSearch(example, ray, rise.direction(), width)
                .from(
                    rate,
                    (end, length) -> {
                      Ray seen = rise.nearest();
                      Ray best = seen != null && seen.distance() < end.distance() ? seen : end;
                      boolean narrower = length < SMALLEST_RATE;
                      return step(
                          best, number + 1, narrower ? 0.1 * width : width, narrower ? 1 : length);
                    }));
  }
}
