package org.gauntletml.attacks.baseline;

import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.models.BadInput;

/**
 * Points drawn uniformly from the ball of radius epsilon and clipped to the box: what an attack
 * must beat to have searched at all.
 *
 * @param norm Linf, L2 or L1
 * @param draws per example at most
 */
public record UniformNoise(Norm norm, int draws) implements DecisionBasedAttack {
  public UniformNoise {
    norm.among("uniform noise", Norm.LINF, Norm.L2, Norm.L1);
    if (draws < 1) {
      throw BadInput.of("uniform noise", "1 or more draws", draws);
    }
  }

  /** 100 draws. */
  public static UniformNoise of(Norm norm) {
    return new UniformNoise(norm, 100);
  }

  @Override
  public long mostQueries() {
    return draws;
  }

  @Override
  public void run(LabelTarget target, RandomStreams random) {
    Noise noise = rows -> random.ball(rows, target.input(), norm);
    noise.repeat(target, draws);
  }
}
