package org.gauntletml.attacks.scorebased;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Margin;
import org.junit.jupiter.api.Test;

class SignHunterTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new SignHunter(new Margin(), 40));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(new SignHunter(new Margin(), 300));
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new SignHunter(new Margin(), 0))
        .isInstanceOf(BadInput.class)
        .hasMessage("SignHunter: expected 1 or more queries, got 0.");
  }
}
