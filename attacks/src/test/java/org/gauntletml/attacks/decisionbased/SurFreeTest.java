package org.gauntletml.attacks.decisionbased;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;

class SurFreeTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(
        new SurFree(Directions.anywhere(), 5, 2, 3, 4),
        new SurFree(new Directions(0.5), 5, 2, 3, 4));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(new SurFree(Directions.anywhere(), 100, 3, 7, 400));
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new SurFree(Directions.anywhere(), -1, 2, 3, 4))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("SurFree: expected 0 or more memory");
  }
}
