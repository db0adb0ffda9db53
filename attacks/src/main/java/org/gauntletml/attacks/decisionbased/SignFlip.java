package org.gauntletml.attacks.decisionbased;

import java.util.Arrays;
import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.Enlargement;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.Planes;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;

/**
 * Sign flip attack (Chen et al. 2020, "Boosting Decision-based Black-box Adversarial Attacks with
 * Random Sign Flip", ECCV 2020, algorithm 1): by turns the perturbation is jittered and cut to a
 * slightly smaller Linf ball, and few of its features change sign; either stays if the point is
 * still adversarial. How much is cut, and how many signs change where, follow what stayed.
 *
 * @param steps of two queries each, at most; the query budget usually ends it
 * @param share of the length of each side that the images of jitter and signs have
 * @param cut by how much the ball shrinks at first, in widths of the box
 */
public record SignFlip(int steps, double share, double cut) implements DecisionBasedAttack {
  private static final int STARTS = 100;
  private static final double START_TOLERANCE = 1.0 / 1024;
  private static final int CHECK_EVERY = 10;
  private static final double ADAPTATION = 1.5;

  public SignFlip {
    if (steps < 1) {
      throw BadInput.of("sign flip attack", "1 or more steps", steps);
    }
    if (!(share > 0 && share <= 1 && cut > 0)) {
      throw BadInput.of(
          "sign flip attack",
          "a share above 0, at most 1, and a positive cut",
          share + " and " + cut);
    }
  }

  /** The authors' settings for small images: all pixels, a cut of 0.004. */
  public static SignFlip standard() {
    return new SignFlip(100_000, 1, 0.004);
  }

  @Override
  public Norm norm() {
    return Norm.LINF;
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
    Enlargement small = Enlargement.to(Planes.of(target.input()), share, true);
    Interview.hold(this, target, random, example -> search(example, small));
  }

  private Step search(Example example, Enlargement small) {
    return example.start(
        STARTS,
        far -> example.nearest(far, START_TOLERANCE, x -> new Walk(example, small, x).shrink(1)));
  }

  /** The present perturbation, and what has stayed lately. */
  private final class Walk {
    private final Example example;
    private final Enlargement small;
    private final Signs signs;
    private float[] delta;
    private double less;
    private int cuts;
    private int flips;

    Walk(Example example, Enlargement small, float[] x) {
      this.example = example;
      this.small = small;
      signs = new Signs(small.count());
      delta = Vectors.difference(x, example.original());
      less = cut * (example.box().upper() - example.box().lower());
    }

    private Step shrink(int step) {
      if (step > steps) {
        return Step.END;
      }
      float[] smaller = jittered(example, small, delta, less);
      return Step.ask(
          example.along(example.original(), 1, smaller),
          adversarial -> {
            if (adversarial) {
              delta = smaller;
              cuts++;
            }
            return flip(step);
          });
    }

    private Step flip(int step) {
      float[] drawn = signs.draw(example);
      float[] flipped = small.apply(drawn);
      for (int i = 0; i < flipped.length; i++) {
        flipped[i] = delta[i] * Math.signum(flipped[i]);
      }
      return Step.ask(
          example.along(example.original(), 1, flipped),
          adversarial -> {
            if (adversarial) {
              delta = flipped;
              signs.learn(drawn);
              flips++;
            }
            if (step % CHECK_EVERY == 0) {
              adapt();
            }
            return shrink(step + 1);
          });
    }

    private void adapt() {
      double often = 0.7 * CHECK_EVERY;
      double rarely = 0.3 * CHECK_EVERY;
      less *= cuts > often ? ADAPTATION : cuts < rarely ? 1 / ADAPTATION : 1;
      signs.adapt(flips > often, flips < rarely);
      cuts = 0;
      flips = 0;
    }
  }

  private static float[] jittered(Example example, Enlargement small, float[] delta, double less) {
    float[] noise = new float[small.count()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) (example.random().nextBoolean() ? less : -less);
    }
    float[] jittered = small.apply(noise);
    float bound = (float) Math.max(0, Norm.LINF.sizeOf(delta) - less);
    for (int i = 0; i < jittered.length; i++) {
      jittered[i] = Math.max(-bound, Math.min(bound, delta[i] + jittered[i]));
    }
    return jittered;
  }

  /** How likely each sign is kept. */
  private static final class Signs {
    private static final double LEAST = 0.99;
    private static final double MOST = 0.9999;

    private final double[] kept;

    Signs(int count) {
      kept = new double[count];
      Arrays.fill(kept, 0.999);
    }

    float[] draw(Example example) {
      float[] signs = new float[kept.length];
      for (int i = 0; i < signs.length; i++) {
        signs[i] = example.random().nextDouble() < kept[i] ? 1 : -1;
      }
      return signs;
    }

    /** What was flipped with success is more likely to be kept, the rest a little less. */
    void learn(float[] signs) {
      for (int i = 0; i < kept.length; i++) {
        change(i, -1e-4 * signs[i]);
      }
    }

    void adapt(boolean often, boolean rarely) {
      for (int i = 0; i < kept.length; i++) {
        change(i, often ? -1e-3 : rarely ? 1e-3 : 0);
      }
    }

    private void change(int i, double by) {
      kept[i] = Math.max(LEAST, Math.min(MOST, kept[i] + by));
    }
  }
}
