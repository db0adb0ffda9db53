package org.gauntletml.attacks.decisionbased;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;

class BoundaryAttackTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new BoundaryAttack(15, 0.01, 0.01));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(new BoundaryAttack(6000, 0.1, 0.1));
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new BoundaryAttack(0, 1, 1))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("boundary attack: expected 1 or more steps, got 0");
  }
}
