package org.gauntletml.attacks.decisionbased;

import java.util.Arrays;
import org.gauntletml.attacks.Chunks;
import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.models.BadInput;

/**
 * Ray searching attack (Chen and Gu 2020, arXiv 2006.12792, algorithms 1 to 3): the corner of the
 * Linf ball in whose direction the boundary is nearest. Signs are flipped in ever smaller pieces; a
 * flip that is still adversarial at the best radius stays, and the radius shrinks by halving.
 * Deterministic. Radii are in Linf here; the tolerance is the authors', {@code 0.001} in L2.
 *
 * @param rounds how often all pieces down to single features are tried
 */
public record RayS(int rounds) implements DecisionBasedAttack {
  private static final double TOLERANCE = 1e-3;

  public RayS {
    if (rounds < 1) {
      throw BadInput.of("RayS", "1 or more rounds", rounds);
    }
  }

  /** Until the query budget ends it, or 100 rounds are over. */
  public static RayS standard() {
    return new RayS(100);
  }

  @Override
  public Norm norm() {
    return Norm.LINF;
  }

  @Override
  public boolean minimumNorm() {
    return true;
  }

  @Override
  public void run(LabelTarget target, RandomStreams random) {
    Interview.hold(this, target, random, this::search);
  }

  private Step search(Example example) {
    return new Search(example).flip();
  }

  /** Signs, and the radius of the boundary in their direction. */
  private final class Search {
    private final Example example;
    private final float[] signs;
    private final Chunks chunks;
    private double radius;
    private int round;

    Search(Example example) {
      this.example = example;
      signs = new float[example.features()];
      Arrays.fill(signs, 1);
      chunks = new Chunks(signs.length);
      radius = example.box().upper() - example.box().lower();
    }

    private Step flip() {
      if (round == rounds) {
        return Step.END;
      }
      turn();
      return Step.ask(at(radius), this::settle);
    }

    private Step settle(boolean adversarial) {
      if (!adversarial) {
        turn();
        return next(radius);
      }
      return example.halve(0, radius, TOLERANCE / Math.sqrt(signs.length), this::at, this::next);
    }

    private Step next(double nearest) {
      radius = nearest;
      chunks.advance();
      round += chunks.from() == 0 && chunks.to() == signs.length ? 1 : 0;
      return flip();
    }

    private float[] at(double distance) {
      return example.along(example.original(), distance, signs);
    }

    private void turn() {
      for (int i = chunks.from(); i < chunks.to(); i++) {
        signs[i] = -signs[i];
      }
    }
  }
}
