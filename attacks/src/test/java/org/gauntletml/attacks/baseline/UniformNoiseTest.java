package org.gauntletml.attacks.baseline;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.AttackContract;

class UniformNoiseTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new UniformNoise(Norm.LINF, 5), new UniformNoise(Norm.L1, 5));
  }

  @Override
  protected boolean optimalOnLinearModels() {
    return false;
  }
}
