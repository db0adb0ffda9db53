package org.gauntletml.attacks.whitebox;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.kit.AttackContract;

class ElasticNetTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new ElasticNet(3, 12, 0.01, 1, 0.05));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(new ElasticNet(9, 100, 0.01, 1, 0.1));
  }
}
