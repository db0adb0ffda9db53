package org.gauntletml.attacks.decisionbased;

import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.Planes;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;

/**
 * Boundary attack (Brendel et al. 2018, arXiv 1712.04248, algorithm 1): a random walk along the
 * boundary, each step first across on the sphere around the example, then toward it. Both step
 * sizes follow how often such points are adversarial, as in Foolbox 3: steps across are looked at
 * every {@value #CHECK_EVERY} steps.
 *
 * @param steps at most; the query budget usually ends it
 * @param acrossStep first step across, relative to the distance
 * @param towardStep first step toward the example, relative to the distance
 */
public record BoundaryAttack(int steps, double acrossStep, double towardStep)
    implements DecisionBasedAttack {
  private static final int STARTS = 100;
  private static final double START_TOLERANCE = 1e-3;
  private static final int CHECK_EVERY = 10;
  private static final double ADAPTATION = 1.5;
  private static final double CONVERGED = 1e-7;

  public BoundaryAttack {
    if (steps < 1) {
      throw BadInput.of("boundary attack", "1 or more steps", steps);
    }
    if (!(acrossStep > 0 && towardStep > 0)) {
      throw BadInput.of(
          "boundary attack", "positive step sizes", acrossStep + " and " + towardStep);
    }
  }

  /** 25,000 steps, both of 0.01 at first. */
  public static BoundaryAttack standard() {
    return new BoundaryAttack(25_000, 0.01, 0.01);
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
    Directions.Source source = Directions.anywhere().over(Planes.of(target.input()));
    Interview.hold(this, target, random, example -> search(example, source));
  }

  private Step search(Example example, Directions.Source source) {
    return example.start(
        STARTS,
        far -> example.nearest(far, START_TOLERANCE, x -> new Walk(example, source, x).next(0)));
  }

  /** The present adversarial point and the step sizes. */
  private final class Walk {
    private final Example example;
    private final Directions.Source source;
    private final Answers acrossRecord = new Answers(100);
    private final Answers towardRecord = new Answers(30);
    private float[] x;
    private double across = acrossStep;
    private double toward = towardStep;

    Walk(Example example, Directions.Source source, float[] x) {
      this.example = example;
      this.source = source;
      this.x = x;
    }

    private Step next(int number) {
      if (number == steps || toward <= CONVERGED) {
        return Step.END;
      }
      float[] d = stepAcross(example, x, across, source.draw(example.random()));
      double distance = example.distance(x);
      if (number % CHECK_EVERY > 0) {
        return step(d, distance, false, number);
      }
      return Step.ask(
          example.along(example.original(), distance, d),
          holds -> {
            acrossRecord.add(holds);
            return step(d, distance, holds, number);
          });
    }

    private Step step(float[] d, double distance, boolean recorded, int number) {
      float[] candidate = example.along(example.original(), distance * (1 - toward), d);
      return Step.ask(
          candidate,
          holds -> {
            if (recorded) {
              towardRecord.add(holds);
            }
            if (holds && example.distance(candidate) < distance) {
              x = candidate;
            }
            double factor = acrossRecord.factor(0.5, 0.2);
            across *= factor;
            toward *= factor * towardRecord.factor(0.25, 0.1);
            return next(number + 1);
          });
    }
  }

  /** Unit direction, from the example, of a point {@code size * distance} across from x. */
  private static float[] stepAcross(Example example, float[] x, double size, float[] draw) {
    float[] toX = Vectors.unit(Vectors.difference(x, example.original()));
    Vectors.removeFrom(draw, toX);
    Vectors.unit(draw);
    Vectors.add(toX, size, draw);
    return Vectors.unit(toX);
  }

  /** The last answers, and what they say about the step size. */
  private static final class Answers {
    private final boolean[] answers;
    private int count;

    Answers(int length) {
      answers = new boolean[length];
    }

    void add(boolean holds) {
      answers[count++ % answers.length] = holds;
    }

    /** How to change the step, once the record is full; it then starts anew. */
    double factor(double often, double rarely) {
      if (count < answers.length) {
        return 1;
      }
      double share = 0;
      for (boolean answer : answers) {
        share += answer ? 1.0 / answers.length : 0;
      }
      if (share > often) {
        count = 0;
        return ADAPTATION;
      }
      if (share < rarely) {
        count = 0;
        return 1 / ADAPTATION;
      }
      return 1;
    }
  }
}
