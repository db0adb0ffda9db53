package org.gauntletml.attacks.scorebased;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.attacks.kit.Fixture;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimBaTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(new SimBa(Basis.PIXELS, 0.2, 40), new SimBa(Basis.WAVES, 0.2, 40));
  }

  /** Steps of one length along axes do not end on the steepest direction. */
  @Override
  protected boolean optimalOnLinearModels() {
    return false;
  }

  /** Waves span a quarter of the plane's vectors here, so they need more room than pixels. */
  @ParameterizedTest
  @EnumSource(Basis.class)
  void breaksALinearModelNotFarAboveTheSmallestPerturbation(Basis basis) {
    Fixture fixture = Fixture.closedForm();
    SimBa attack = new SimBa(basis, 0.02, 2000);
    double slack = basis == Basis.PIXELS ? 1.1 : 4;
    for (int n = 0; n < fixture.batch().size(); n++) {
      double smallest = Fixture.closedFormRadius(fixture, attack.norm(), n);
      assertThat(
              Trial.within(attack, fixture, slack * smallest).alone(n).run(attack, 1).get(0).best())
          .isNotNull();
      assertThat(
              Trial.within(attack, fixture, 0.98 * smallest).alone(n).run(attack, 1).get(0).best())
          .isNull();
    }
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new SimBa(Basis.PIXELS, 0, 1))
        .isInstanceOf(BadInput.class)
        .hasMessage("SimBA step: expected a positive length, got 0.0.");
    assertThatThrownBy(() -> new SimBa(Basis.PIXELS, 0.2, 0))
        .hasMessage("SimBA: expected 1 or more queries, got 0.");
  }
}
