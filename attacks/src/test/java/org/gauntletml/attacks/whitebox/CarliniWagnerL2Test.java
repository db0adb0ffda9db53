package org.gauntletml.attacks.whitebox;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.kit.AttackContract;

class CarliniWagnerL2Test extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new CarliniWagnerL2(3, 12, 0.05, 0.1));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(new CarliniWagnerL2(9, 100, 0.01, 0.1));
  }
}
