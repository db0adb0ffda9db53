package org.gauntletml.attacks.universal;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.attacks.kit.Fixture;

class FixedPerturbationTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(Norm.values()).map(norm -> new FixedPerturbation(norm, new float[0]));
  }

  /** As large as the customary epsilon of most norms, on a few features. */
  @Override
  protected Attack<?> madeFor(Fixture fixture, Attack<?> attack) {
    float[] values = new float[fixture.model().input().features()];
    for (int i = 0; i < values.length; i += 3) {
      values[i] = i % 2 == 0 ? 0.1f : -0.1f;
    }
    return new FixedPerturbation(attack.norm(), values);
  }

  @Override
  protected boolean optimalOnLinearModels() {
    return false;
  }
}
