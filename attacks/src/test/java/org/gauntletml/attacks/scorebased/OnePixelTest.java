package org.gauntletml.attacks.scorebased;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Margin;
import org.junit.jupiter.api.Test;

class OnePixelTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new OnePixel(new Margin(), 6, 3));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(new OnePixel(new Margin(), 60, 40));
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new OnePixel(new Margin(), 3, 0))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "one-pixel attack: expected 4 or more candidates and 0 or more generations, got 3 and"
                + " 0.");
  }
}
