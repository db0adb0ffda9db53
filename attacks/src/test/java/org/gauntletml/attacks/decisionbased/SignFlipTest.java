package org.gauntletml.attacks.decisionbased;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Ledger.Outcome;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.attacks.kit.Fixture;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;

class SignFlipTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new SignFlip(25, 1, 0.004), new SignFlip(15, 0.5, 0.004));
  }

  /**
   * At most one feature in a hundred changes its sign at a time, so that 16 of them hardly ever do.
   */
  @Override
  protected boolean optimalOnLinearModels() {
    return false;
  }

  @Test
  void comesNearTheClosedFormOnALinearModel() {
    Fixture fixture = Fixture.closedForm();
    SignFlip attack = new SignFlip(4000, 1, 0.004);
    List<Outcome> outcomes = Trial.of(attack, fixture).run(attack, 7);
    for (int n = 0; n < outcomes.size(); n++) {
      double smallest = Fixture.closedFormRadius(fixture, Norm.LINF, n);
      assertThat(outcomes.get(n).bestDistance()).isBetween(smallest * 0.9999, smallest * 1.3);
    }
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new SignFlip(0, 1, 1))
        .isInstanceOf(BadInput.class)
        .hasMessage("sign flip attack: expected 1 or more steps, got 0.");
    assertThatThrownBy(() -> new SignFlip(1, 2, 1))
        .hasMessageContaining("sign flip attack: expected a share above 0, at most 1, and a");
  }
}
