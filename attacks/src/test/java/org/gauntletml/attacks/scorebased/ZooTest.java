package org.gauntletml.attacks.scorebased;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;

class ZooTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new Zoo(2, 3, 4, 0.01, 0.5));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(new Zoo(8, 150, 16, 0.01, 0.5));
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new Zoo(0, 1, 1, 0.1, 1))
        .isInstanceOf(BadInput.class)
        .hasMessage("ZOO: expected 1 or more searches, steps and features, got 0, 1 and 1.");
    assertThatThrownBy(() -> new Zoo(1, 1, 1, 0, 1))
        .hasMessage("ZOO: expected a positive rate and constant, got 0.0 and 1.0.");
  }
}
