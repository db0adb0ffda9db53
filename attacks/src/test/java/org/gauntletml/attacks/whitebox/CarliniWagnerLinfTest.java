package org.gauntletml.attacks.whitebox;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.kit.AttackContract;

class CarliniWagnerLinfTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new CarliniWagnerLinf(10, 0.05, 1, 20, 0.95, 1 / 64.0));
  }
}
