package org.gauntletml.attacks.decisionbased;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;

class SignOptTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new SignOpt(2, 5, 6, 0.2, 1e-3));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(new SignOpt(40, 10, 50, 0.2, 1e-3));
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new SignOpt(1, 1, 1, 0, 1))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("Sign-OPT: expected a positive rate and beta");
  }
}
