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

  private void search(Example example) {
    double[] signs = new double[example.features()];
    Arrays.fill(signs, 1);
    double width = example.box().upper() - example.box().lower();
    double tolerance = TOLERANCE / Math.sqrt(signs.length);
    double radius = Double.POSITIVE_INFINITY;
    Chunks chunks = new Chunks(signs.length);
    for (int round = 0; round < rounds; ) {
      flip(signs, chunks);
      double reach = Math.min(radius, width);
      if (example.isAdversarial(example.along(example.original(), reach, signs))) {
        radius =
            example.halve(0, reach, tolerance, r -> example.along(example.original(), r, signs));
      } else {
        flip(signs, chunks);
      }
      chunks.advance();
      round += chunks.from() == 0 && chunks.to() == signs.length ? 1 : 0;
    }
  }

  private static void flip(double[] signs, Chunks chunks) {
    for (int i = chunks.from(); i < chunks.to(); i++) {
      signs[i] = -signs[i];
    }
  }
}
