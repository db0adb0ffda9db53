package org.gauntletml.attacks.whitebox;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.kit.AttackContract;

class CarliniWagnerLinfTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new CarliniWagnerLinf(5, 0.05, 1, 20, 0.8, 1 / 16.0));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(new CarliniWagnerLinf(100, 0.002, 1, 20, 0.98, 1 / 256.0));
  }
}
