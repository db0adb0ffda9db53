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
 * OPT (Cheng et al. 2019, arXiv 1807.04457, algorithm 2): descends the distance to the boundary
 * over directions by a random gradient-free method. The slope along each random direction is the
 * difference of two distances, for which the boundary is measured by halving. A measured direction
 * that turns out nearer than the end of the step is taken instead, as in the authors' code.
 *
 * @param steps at most; the query budget usually ends it
 * @param starts directions of which the nearest boundary is the start: random ones, or toward known
 *     examples of the class that has to be reached
 * @param draws directions of one estimate
 * @param rate first step length
 * @param beta first distance of the directions that are compared
 */
public record Opt(int steps, int starts, int draws, double rate, double beta)
    implements DecisionBasedAttack {
  public Opt {
    if (steps < 1 || starts < 1 || draws < 1) {
      throw BadInput.of(
          "OPT", "1 or more steps, starts and draws", steps + ", " + starts + " and " + draws);
    }
    if (!(rate > 0 && beta > 0)) {
      throw BadInput.of("OPT", "a positive rate and beta", rate + " and " + beta);
    }
  }

  /** The authors' settings: 1,000 steps of 10 draws from the best of 100 directions. */
  public static Opt standard() {
    return new Opt(1000, 100, 10, 0.2, 1e-3);
  }

  @Override
  public Norm norm() {
    return Norm.L2;
  }

  @Override
  public boolean minimumNorm() {
    return true;
  }

  @Override
  public long leastQueries(InputSpec input) {
    return settings().leastQueries();
  }

  private Descent.Settings settings() {
    return new Descent.Settings(steps, starts, rate, beta);
  }

  @Override
  public void run(LabelTarget target, RandomStreams random) {
    Directions.Source source = Directions.anywhere().over(Planes.of(target.input()));
    Interview.hold(
        this,
        target,
        random,
        example ->
            new Descent(
                    example,
                    settings(),
                    (ray, width, then) ->
                        slope(
                            example,
                            ray,
                            width,
                            source,
                            draws,
                            new Descent.Rise(new float[example.features()], null),
                            then))
                .from(source));
  }

  /** Adds the slopes along so many more directions to what is known of the rise. */
  private Step slope(
      Example example,
      Ray ray,
      double width,
      Directions.Source source,
      int left,
      Descent.Rise known,
      Function<Descent.Rise, Step> then) {
    if (left == 0) {
      return then.apply(known);
    }
    float[] draw = source.draw(example.random());
    return ray.measured(
        example,
        ray.beside(width, draw),
        width,
        beside -> {
          Ray nearest = known.nearest();
          if (beside != null) {
            double slope = (beside.distance() - ray.distance()) / width / draws;
            Vectors.add(known.direction(), slope, draw);
            nearest = nearest == null || beside.distance() < nearest.distance() ? beside : nearest;
          }
          Descent.Rise more = new Descent.Rise(known.direction(), nearest);
          return slope(example, ray, width, source, left - 1, more, then);
        });
  }
}
