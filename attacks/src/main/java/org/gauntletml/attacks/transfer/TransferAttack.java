package org.gauntletml.attacks.transfer;

import java.util.List;
import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.WhiteBoxAttack;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.DifferentiableClassifier;

/**
 * Crafts on surrogates and asks the target only to verify (Papernot et al. 2016, arXiv 1605.07277):
 * every gradient and every score comes from a surrogate, every label from the target. An attack
 * that settles on one point, such as MI-FGSM, costs one query per surrogate and restart.
 *
 * @param surrogates each is attacked in turn, for the examples still standing; a {@link
 *     LogitEnsemble} attacks several at once
 * @param craft how, without regard to what the target would answer on the way
 */
public record TransferAttack(List<DifferentiableClassifier> surrogates, WhiteBoxAttack craft)
    implements DecisionBasedAttack {
  public TransferAttack {
    surrogates = List.copyOf(surrogates);
    if (surrogates.isEmpty()) {
      throw BadInput.of("transfer attack", "1 or more surrogates", "none");
    }
  }

  @Override
  public Norm norm() {
    return craft.norm();
  }

  @Override
  public boolean minimumNorm() {
    return craft.minimumNorm();
  }

  @Override
  public List<String> notes(int classes) {
    return craft.notes(classes);
  }

  @Override
  public void run(LabelTarget target, RandomStreams random) {
    for (int i = 0; i < surrogates.size(); i++) {
      craft.run(new SurrogateTarget(surrogates.get(i), target), random.restart(i));
    }
  }
}
