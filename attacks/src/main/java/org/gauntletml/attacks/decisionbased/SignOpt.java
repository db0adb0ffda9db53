package org.gauntletml.attacks.decisionbased;

import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.Planes;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.models.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * Sign-OPT (Cheng et al. 2020, arXiv 1909.10773, algorithm 1): descends the distance to the
 * boundary over directions. Whether a direction beside the present one is nearer costs one query;
 * the sum of such signs replaces the gradient. Deviation: the distance along a direction that is
 * not nearer is not measured, since nothing is done with it.
 *
 * @param steps at most; the query budget usually ends it
 * @param starts random directions of which the nearest boundary is the start
 * @param draws directions of one estimate
 * @param rate first step length
 * @param beta first distance of the directions that are compared
 */
public record SignOpt(int steps, int starts, int draws, double rate, double beta)
    implements DecisionBasedAttack {
  private static final double SMALLEST_RATE = 1e-4;
  private static final double SMALLEST_BETA = 1e-8;
  private static final int LINE_STEPS = 15;
  private static final int EXPANSIONS = 60;

  public SignOpt {
    if (steps < 1 || starts < 1 || draws < 1) {
      throw BadInput.of(
          "Sign-OPT", "1 or more steps, starts and draws", steps + ", " + starts + " and " + draws);
    }
    if (!(rate > 0 && beta > 0)) {
      throw BadInput.of("Sign-OPT", "a positive rate and beta", rate + " and " + beta);
    }
  }

  /** The authors' settings: 1,000 steps of 200 draws from the best of 100 directions. */
  public static SignOpt standard() {
    return new SignOpt(1000, 100, 200, 0.2, 1e-3);
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
  public void run(LabelTarget target, RandomStreams random) {
    Directions.Source source = Directions.anywhere().over(Planes.of(target.input()));
    Interview.hold(target, random, example -> search(example, source));
  }

  /** A direction and the distance of the boundary along it. */
  private record Ray(double[] direction, double distance) {}

  private void search(Example example, Directions.Source source) {
    Ray best = start(example, source);
    double width = beta;
    double step = rate;
    for (int i = 0; best != null && i < steps && width >= SMALLEST_BETA; i++) {
      Descent descent = descend(example, best, signs(example, best, width, source), step, width);
      best = descent.ray();
      step = descent.step();
      if (step < SMALLEST_RATE) {
        step = 1;
        width *= 0.1;
      }
    }
  }

  private @Nullable Ray start(Example example, Directions.Source source) {
    double reach = Math.sqrt(example.features()) * (example.box().upper() - example.box().lower());
    Ray best = null;
    for (int i = 0; i < starts; i++) {
      double[] direction = source.draw(example.random());
      double limit = best == null ? reach : best.distance();
      if (example.isAdversarial(example.along(example.original(), limit, direction))) {
        best = new Ray(direction, boundary(example, direction, 0, limit, limit * beta));
      }
    }
    return best;
  }

  /** The boundary between a distance that is not adversarial and one that is. */
  private static double boundary(
      Example example, double[] direction, double inside, double outside, double tolerance) {
    return example.halve(
        inside, outside, tolerance, d -> example.along(example.original(), d, direction));
  }

  /** Sum of directions, each with the sign of the change of the distance along it. */
  private double[] signs(Example example, Ray ray, double width, Directions.Source source) {
    double[][] draws = new double[this.draws][];
    float[][] points = new float[draws.length][];
    for (int k = 0; k < draws.length; k++) {
      draws[k] = source.draw(example.random());
      points[k] =
          example.along(
              example.original(), ray.distance(), beside(ray.direction(), width, draws[k]));
    }
    boolean[] nearer = example.adversarial(points);
    double[] sum = new double[example.features()];
    for (int k = 0; k < draws.length; k++) {
      Vectors.add(sum, nearer[k] ? -1 : 1, draws[k]);
    }
    return Vectors.unit(sum);
  }

  private static double[] beside(double[] direction, double length, double[] toward) {
    double[] moved = direction.clone();
    Vectors.add(moved, length, toward);
    return Vectors.unit(moved);
  }

  /** Where a line search ended, and the step length the next one begins with. */
  private record Descent(Ray ray, double step) {}

  /** Doubles the step while the distance falls, or divides it by four until it does. */
  private Descent descend(
      Example example, Ray from, double[] gradient, double first, double width) {
    double tolerance = width / 500;
    double step = first;
    Ray best = from;
    for (int i = 0; i < LINE_STEPS; i++) {
      Ray next = ray(example, beside(from.direction(), -step, gradient), best, tolerance);
      step *= 2;
      if (next == null) {
        break;
      }
      best = next;
    }
    for (int i = 0; i < LINE_STEPS && best.equals(from); i++) {
      step /= 4;
      Ray next = ray(example, beside(from.direction(), -step, gradient), from, tolerance);
      best = next == null ? from : next;
    }
    return new Descent(best, step);
  }

  /** The boundary along a direction if it is nearer than {@code best}'s, else null. */
  private static @Nullable Ray ray(
      Example example, double[] direction, Ray best, double tolerance) {
    double high = best.distance();
    if (!example.isAdversarial(example.along(example.original(), high, direction))) {
      return null;
    }
    double low = high * 0.99;
    for (int i = 0;
        i < EXPANSIONS && example.isAdversarial(example.along(example.original(), low, direction));
        i++) {
      high = low;
      low *= 0.99;
    }
    return new Ray(direction, boundary(example, direction, low, high, tolerance));
  }
}
