package org.gauntletml.attacks.baseline;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.AttackContract;

class BlurAttackTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new BlurAttack(Norm.L2, 4, 3));
  }

  @Override
  protected boolean optimalOnLinearModels() {
    return false;
  }
}
