package org.gauntletml.attacks.decisionbased;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;

class OptTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new Opt(2, 5, 3, 0.2, 1e-3));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(new Opt(40, 10, 10, 0.2, 1e-3));
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new Opt(0, 1, 1, 1, 1))
        .isInstanceOf(BadInput.class)
        .hasMessage("OPT: expected 1 or more steps, starts and draws, got 0, 1 and 1.");
    assertThatThrownBy(() -> new Opt(1, 1, 1, 1, 0))
        .hasMessage("OPT: expected a positive rate and beta, got 1.0 and 0.0.");
  }
}
