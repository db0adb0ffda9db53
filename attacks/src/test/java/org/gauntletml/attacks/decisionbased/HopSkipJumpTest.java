package org.gauntletml.attacks.decisionbased;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;

class HopSkipJumpTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(
        brief(Norm.L2),
        brief(Norm.LINF),
        new HopSkipJump(Norm.L2, 2, 10, 20, 1, new Directions(0.5)));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(
        new HopSkipJump(Norm.L2, 30, 100, 400, 1, Directions.anywhere()),
        new HopSkipJump(Norm.LINF, 30, 100, 400, 1, Directions.anywhere()));
  }

  private static HopSkipJump brief(Norm norm) {
    return new HopSkipJump(norm, 3, 10, 20, 1, Directions.anywhere());
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new HopSkipJump(Norm.L1, 1, 1, 1, 1, Directions.anywhere()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("HopSkipJump: expected a norm of");
  }
}
