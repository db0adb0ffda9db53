package org.gauntletml.attacks.decisionbased;

import java.util.function.Function;
import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.Planes;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;

/**
 * Geometric decision-based attack (Rahmati et al. 2020, arXiv 2003.06468, algorithm 1): takes the
 * boundary for a plane, estimates its normal from labels around the present boundary point, and
 * looks for the boundary along that normal from the example. Later estimates get more queries by
 * the paper's equation 12. Deviations: the search along the normal starts at the present distance
 * and grows it, and for Linf moves along the normal's signs.
 *
 * @param queries that the schedule shares out over the estimates
 * @param ratio of convergence that the schedule assumes, between 0 and 1
 * @param sigma length of the moves that estimates are made of
 * @param tolerance of the halvings on the way to the example, relative
 * @param directions what estimates are made of
 */
public record GeoDa(
    Norm norm, int queries, double ratio, double sigma, double tolerance, Directions directions)
    implements DecisionBasedAttack {
  private static final int STARTS = 100;
  private static final int MOST_FIRST_DRAWS = 80;
  private static final double GROWTH = 1.25;
  private static final int GROWTHS = 20;

  public GeoDa {
    norm.among("GeoDA", Norm.L2, Norm.LINF);
    if (queries < 1) {
      throw BadInput.of("GeoDA", "1 or more queries", queries);
    }
    if (!(ratio > 0 && ratio < 1)) {
      throw BadInput.of("GeoDA ratio", "a number between 0 and 1", ratio);
    }
    if (!(sigma > 0 && tolerance > 0)) {
      throw BadInput.of("GeoDA", "positive sigma and tolerance", sigma + " and " + tolerance);
    }
  }

  /** The authors' settings for 4,000 queries, in the slower half of the frequencies. */
  public static GeoDa of(Norm norm) {
    return new GeoDa(norm, 4000, 0.6, 0.02, 1e-4, new Directions(0.5));
  }

  @Override
  public boolean minimumNorm() {
    return true;
  }

  /** A point to start from, and the way to the boundary. */
  @Override
  public long leastQueries(InputSpec input) {
    return 1 + Example.halvings(tolerance);
  }

  @Override
  public void run(LabelTarget target, RandomStreams random) {
    Directions.Source source = directions.over(Planes.of(target.input()));
    Interview.hold(this, target, random, example -> search(example, source));
  }

  /** Draws of each estimate: as many estimates as keep the first at {@value #MOST_FIRST_DRAWS}. */
  int[] schedule() {
    for (int estimates = 1; ; estimates++) {
      double sum = 0;
      for (int i = 0; i < estimates; i++) {
        sum += Math.pow(ratio, -2.0 * i / 3);
      }
      if (queries / sum <= MOST_FIRST_DRAWS) {
        int[] draws = new int[estimates];
        for (int i = 0; i < estimates; i++) {
          draws[i] = (int) Math.max(1, Math.round(queries * Math.pow(ratio, -2.0 * i / 3) / sum));
        }
        return draws;
      }
    }
  }

  private Step search(Example example, Directions.Source source) {
    int[] schedule = schedule();
    return example.start(
        STARTS,
        far -> example.nearest(far, tolerance, x -> estimate(example, source, x, schedule, 0)));
  }

  private Step estimate(
      Example example, Directions.Source source, float[] x, int[] schedule, int number) {
    if (number == schedule.length) {
      return Step.END;
    }
    return Estimate.normal(
        example,
        x,
        sigma,
        schedule[number],
        source,
        norm,
        normal ->
            grow(
                example,
                example.distance(x),
                normal,
                x,
                GROWTHS,
                next -> estimate(example, source, next, schedule, number + 1)));
  }

  /** Looks for the boundary along the normal; goes on from it, or from {@code x} if not found. */
  private Step grow(
      Example example,
      double length,
      float[] normal,
      float[] x,
      int growths,
      Function<float[], Step> then) {
    if (growths == 0) {
      return then.apply(x);
    }
    float[] point = example.along(example.original(), length, normal);
    return Step.ask(
        point,
        adversarial ->
            adversarial
                ? example.nearest(point, tolerance, then)
                : grow(example, length * GROWTH, normal, x, growths - 1, then));
  }
}
