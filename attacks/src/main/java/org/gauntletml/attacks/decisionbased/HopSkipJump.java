package org.gauntletml.attacks.decisionbased;

import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.Planes;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.jspecify.annotations.Nullable;

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

  private void search(Example example, Directions.Source source) {
    float[] far = example.start(STARTS);
    if (far == null) {
      return;
    }
    int features = example.features();
    double theta = theta(features);
    double reach = (norm == Norm.L2 ? Math.sqrt(features) : features) * theta;
    double delta = 0.1 * (example.box().upper() - example.box().lower());
    float[] x = example.nearest(far, theta);
    for (int t = 1; t <= iterations; t++) {
      int count = (int) Math.min(draws * Math.sqrt(t), mostDraws);
      double[] normal = Estimate.normal(example, x, delta, count, source, norm);
      double distance = example.distance(x);
      float[] jumped = jump(example, x, distance / Math.sqrt(t), normal);
      if (jumped == null) {
        delta /= 2;
        continue;
      }
      delta = reach * example.distance(jumped);
      x = example.nearest(jumped, theta);
    }
  }

  /** How near to the boundary points are brought, relative to the distance. */
  private double theta(int features) {
    return gamma / (norm == Norm.L2 ? Math.pow(features, 1.5) : (double) features * features);
  }

  private static float @Nullable [] jump(
      Example example, float[] x, double length, double[] normal) {
    double step = length;
    for (int i = 0; i < HALVINGS; i++) {
      float[] point = example.along(x, step, normal);
      if (example.isAdversarial(point)) {
        return point;
      }
      step /= 2;
    }
    return null;
  }
}
