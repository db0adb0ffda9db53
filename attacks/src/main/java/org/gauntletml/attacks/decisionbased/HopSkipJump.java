package org.gauntletml.attacks.decisionbased;

import java.util.function.Function;
import java.util.function.Supplier;
import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.Planes;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;

/**
 * HopSkipJump (Chen et al. 2020, arXiv 1904.02144, algorithm 2): from a point on the boundary,
 * estimate its normal from the labels of points around it, jump along it, and come back to the
 * boundary on the way to the example. With directions of slow waves only it is QEBA-F, with those
 * of small images QEBA-S (Li et al. 2020, arXiv 2005.14137). A jump that is not adversarial after
 * {@value #HALVINGS} halvings ends the iteration, where the authors' code would go on for ever.
 *
 * @param iterations at most; the query budget usually ends it
 * @param draws points of the first estimate; the t-th has the root of t times as many
 * @param mostDraws points of one estimate at most
 * @param gamma size of the estimates, relative to the authors' rule
 * @param directions what estimates are made of
 */
public record HopSkipJump(
    Norm norm, int iterations, int draws, int mostDraws, double gamma, Directions directions)
    implements DecisionBasedAttack {
  private static final int STARTS = 100;
  private static final int HALVINGS = 30;

  public HopSkipJump {
    norm.among("HopSkipJump", Norm.L2, Norm.LINF);
    if (iterations < 1 || draws < 1 || mostDraws < draws) {
      throw BadInput.of(
          "HopSkipJump",
          "1 or more iterations and draws, and a limit not below the draws",
          iterations + ", " + draws + " and " + mostDraws);
    }
    if (!(gamma > 0)) {
      throw BadInput.of("HopSkipJump gamma", "a positive number", gamma);
    }
  }

  /** The authors' settings, 64 iterations. */
  public static HopSkipJump of(Norm norm) {
    return new HopSkipJump(norm, 64, 100, 10_000, 1, Directions.anywhere());
  }

  /** QEBA-F: a quarter of the frequencies along each axis. */
  public static HopSkipJump inSlowWaves(Norm norm) {
    return new HopSkipJump(norm, 64, 100, 10_000, 1, new Directions(0.25));
  }

  /** QEBA-S: images of a quarter of the length of each side, resized. */
  public static HopSkipJump inSmallImages(Norm norm) {
    return new HopSkipJump(norm, 64, 100, 10_000, 1, Directions.resized(0.25));
  }

  @Override
  public boolean minimumNorm() {
    return true;
  }

  /** A point to start from, and the way to the boundary. */
  @Override
  public long leastQueries(InputSpec input) {
    return 1 + Example.halvings(theta(input.features()));
  }

  @Override
  public void run(LabelTarget target, RandomStreams random) {
    Directions.Source source = directions.over(Planes.of(target.input()));
    Interview.hold(this, target, random, example -> search(example, source));
  }

  private Step search(Example example, Directions.Source source) {
    double delta = 0.1 * (example.box().upper() - example.box().lower());
    return example.start(
        STARTS,
        far ->
            example.nearest(
                far, theta(example.features()), x -> hop(example, source, x, delta, 1)));
  }

  /**
   * The t-th iteration.
   *
   * @param x on the boundary
   * @param delta length of the moves that the normal is estimated from
   */
  private Step hop(Example example, Directions.Source source, float[] x, double delta, int t) {
    if (t > iterations) {
      return Step.END;
    }
    int features = example.features();
    double theta = theta(features);
    double reach = (norm == Norm.L2 ? Math.sqrt(features) : features) * theta;
    int count = (int) Math.min(draws * Math.sqrt(t), mostDraws);
    double length = example.distance(x) / Math.sqrt(t);
    return Estimate.normal(
        example,
        x,
        delta,
        count,
        source,
        norm,
        normal ->
            jump(
                example,
                x,
                length,
                normal,
                HALVINGS,
                jumped ->
                    example.nearest(
                        jumped,
                        theta,
                        next ->
                            hop(example, source, next, reach * example.distance(jumped), t + 1)),
                () -> hop(example, source, x, delta / 2, t + 1)));
  }

  /** How near to the boundary points are brought, relative to the distance. */
  private double theta(int features) {
    return gamma / (norm == Norm.L2 ? Math.pow(features, 1.5) : (double) features * features);
  }

  private static Step jump(
      Example example,
      float[] x,
      double length,
      float[] normal,
      int halvings,
      Function<float[], Step> then,
      Supplier<Step> otherwise) {
    if (halvings == 0) {
      return otherwise.get();
    }
    float[] point = example.along(x, length, normal);
    return Step.ask(
        point,
        adversarial ->
            adversarial
                ? then.apply(point)
                : jump(example, x, length / 2, normal, halvings - 1, then, otherwise));
  }
}
