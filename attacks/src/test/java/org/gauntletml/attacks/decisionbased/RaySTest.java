package org.gauntletml.attacks.decisionbased;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;

class RaySTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new RayS(1));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(new RayS(2));
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new RayS(0))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("RayS: expected 1 or more rounds, got 0");
  }
}
