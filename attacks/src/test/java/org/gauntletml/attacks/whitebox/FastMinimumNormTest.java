package org.gauntletml.attacks.whitebox;

import java.util.Arrays;
import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.AttackContract;

class FastMinimumNormTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return of(10);
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return of(50);
  }

  private static Stream<Attack<?>> of(int steps) {
    return Arrays.stream(Norm.values()).map(norm -> new FastMinimumNorm(norm, steps, 1, 0.05));
  }
}
