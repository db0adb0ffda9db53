package org.gauntletml.attacks.whitebox;

import java.util.Arrays;
import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.AttackContract;

class FastMinimumNormTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Arrays.stream(Norm.values()).map(norm -> new FastMinimumNorm(norm, 50, 1, 0.05));
  }
}
