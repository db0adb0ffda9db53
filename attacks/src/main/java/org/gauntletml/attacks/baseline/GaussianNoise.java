package org.gauntletml.attacks.baseline;

import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.models.BadInput;

/**
 * Gaussian noise of L2 norm epsilon, drawn again and again (Ford et al. 2019, arXiv 1901.10513, on
 * why noise belongs to an evaluation). Points are clipped to the box, which makes them smaller.
 *
 * @param draws per example at most
 */
public record GaussianNoise(int draws) implements DecisionBasedAttack {
  public GaussianNoise {
    if (draws < 1) {
      throw BadInput.of("Gaussian noise", "1 or more draws", draws);
    }
  }

  /** 100 draws. */
  public static GaussianNoise repeated() {
    return new GaussianNoise(100);
  }

  @Override
  public Norm norm() {
    return Norm.L2;
  }

  @Override
  public long mostQueries() {
    return draws;
  }

  @Override
  public void run(LabelTarget target, RandomStreams random) {
    Noise noise = rows -> random.sphere(rows, target.input(), Norm.L2);
    noise.repeat(target, draws);
  }
}
