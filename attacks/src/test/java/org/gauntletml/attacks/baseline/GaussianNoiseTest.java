package org.gauntletml.attacks.baseline;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.kit.AttackContract;

class GaussianNoiseTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new GaussianNoise(5));
  }

  @Override
  protected boolean optimalOnLinearModels() {
    return false;
  }
}
