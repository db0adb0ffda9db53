package org.gauntletml.attacks.decisionbased;

import java.util.ArrayDeque;
import java.util.Deque;
import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.Planes;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;

/**
 * SurFree (Maho et al. 2021, arXiv 2011.12807, algorithm 1): no estimate of gradients; the
 * adversarial point walks on circles through the example. Each circle lies in the plane of the
 * present direction and a random one orthogonal to it and to the last ones; the further round it is
 * still adversarial, the nearer to the example. Deviation from the authors' code: points are not
 * rounded to 256 levels.
 *
 * @param directions what random directions are made of
 * @param memory how many last directions a new one is orthogonal to
 * @param trials angles tried per side before a direction is given up
 * @param halvings of the angle after a success
 * @param circles to walk on at most; the query budget usually ends it
 */
public record SurFree(Directions directions, int memory, int trials, int halvings, int circles)
    implements DecisionBasedAttack {
  private static final int STARTS = 100;
  private static final double START_TOLERANCE = 0.01;
  private static final double WIDEST = Math.toRadians(30);

  /** By how much a failure narrows the widest angle and a success widens it. */
  private static final double CAUTION = 0.02;

  public SurFree {
    if (memory < 0 || trials < 1 || halvings < 0 || circles < 1) {
      throw BadInput.of(
          "SurFree",
          "0 or more memory and halvings, 1 or more trials and circles",
          memory + ", " + halvings + ", " + trials + " and " + circles);
    }
  }

  /**
   * Half of the frequencies, 100 directions remembered, 7 halvings. One trial per side: with three
   * the median after 1,000 queries was a fifth larger on MNIST.
   */
  public static SurFree standard() {
    return new SurFree(new Directions(0.5), 100, 1, 7, 100_000);
  }

  @Override
  public Norm norm() {
    return Norm.L2;
  }

  @Override
  public boolean minimumNorm() {
    return true;
  }

  /** A point to start from, and the way to the boundary. */
  @Override
  public long leastQueries(InputSpec input) {
    return 1 + Example.halvings(START_TOLERANCE);
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
    float[] x = example.nearest(far, START_TOLERANCE);
    Deque<double[]> last = new ArrayDeque<>();
    double widest = WIDEST;
    for (int i = 0; i < circles; i++) {
      double[] toward = Vectors.unit(Vectors.difference(x, example.original()));
      double[] across = source.draw(example.random());
      last.forEach(v -> Vectors.removeFrom(across, v));
      Vectors.removeFrom(across, toward);
      Vectors.unit(across);
      Circle circle = new Circle(example, example.distance(x), toward, across);
      double angle = firstAngle(circle, widest);
      if (angle == 0) {
        widest *= 1 - CAUTION;
      } else {
        x = circle.at(widen(circle, angle, widest));
        widest = Math.min(WIDEST, widest / (1 - CAUTION));
      }
      last.addLast(across);
      if (last.size() > Math.min(memory, example.features() - 2)) {
        last.removeFirst();
      }
    }
  }

  /** The widest of the angles tried on either side that is adversarial, or 0. */
  private double firstAngle(Circle circle, double widest) {
    for (int share = trials; share > 0; share--) {
      double angle = widest * share / trials;
      if (circle.isAdversarial(angle)) {
        return angle;
      }
      if (circle.isAdversarial(-angle)) {
        return -angle;
      }
    }
    return 0;
  }

  /** Between an adversarial angle and the next wider one tried, by halving. */
  private double widen(Circle circle, double adversarial, double widest) {
    double low = adversarial;
    double high = adversarial + Math.signum(adversarial) * widest / trials;
    for (int i = 0; i < halvings; i++) {
      double middle = (low + high) / 2;
      if (circle.isAdversarial(middle)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Points {@code original + distance cos(angle) (cos(angle) toward + sin(angle) across)}.
   *
   * @param toward unit direction of the adversarial point, at angle 0
   * @param across unit direction orthogonal to it
   */
  private record Circle(Example example, double distance, double[] toward, double[] across) {
    float[] at(double angle) {
      double[] direction = new double[toward.length];
      for (int i = 0; i < direction.length; i++) {
        direction[i] = Math.cos(angle) * toward[i] + Math.sin(angle) * across[i];
      }
      return example.along(example.original(), distance * Math.cos(angle), direction);
    }

    boolean isAdversarial(double angle) {
      return example.isAdversarial(at(angle));
    }
  }
}
