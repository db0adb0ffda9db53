package org.gauntletml.attacks.decisionbased;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;

class PointwiseAttackTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new PointwiseAttack(5, 2));
  }

  /** It puts features back in random order: few are left, not the fewest. */
  @Override
  protected boolean optimalOnLinearModels() {
    return false;
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new PointwiseAttack(0, 1))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("pointwise attack: expected 1 or more tries and rounds");
  }
}
