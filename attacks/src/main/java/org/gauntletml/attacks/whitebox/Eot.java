package org.gauntletml.attacks.whitebox;

import java.util.List;
import org.gauntletml.attacks.GradientTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.WhiteBoxAttack;
import org.gauntletml.models.BadInput;

/**
 * Any gradient attack on a randomised model: every loss and gradient it asks for is the mean of
 * several answers (expectation over transformation, Athalye et al. 2018, arXiv 1707.07397).
 *
 * @param draws answers per question; AutoAttack's version for randomised models takes 20
 */
public record Eot(WhiteBoxAttack attack, int draws) implements WhiteBoxAttack {
  public Eot {
    if (draws < 1) {
      throw BadInput.of("EOT draws", "1 or more", draws);
    }
  }

  @Override
  public Norm norm() {
    return attack.norm();
  }

  @Override
  public boolean minimumNorm() {
    return attack.minimumNorm();
  }

  @Override
  public List<String> notes(int classes) {
    return attack.notes(classes);
  }

  @Override
  public void run(GradientTarget target, RandomStreams random) {
    attack.run(target.averaged(draws), random);
  }
}
