package org.gauntletml.attacks.decisionbased;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;

class GeoDaTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(
        new GeoDa(Norm.L2, 60, 0.6, 0.02, 1e-2, new Directions(0.5)),
        new GeoDa(Norm.LINF, 60, 0.6, 0.02, 1e-2, Directions.anywhere()));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(
        new GeoDa(Norm.L2, 6000, 0.6, 0.02, 1e-4, Directions.anywhere()),
        new GeoDa(Norm.LINF, 6000, 0.6, 0.02, 1e-4, Directions.anywhere()));
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new GeoDa(Norm.L2, 1, 1, 1, 1, Directions.anywhere()))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("GeoDA ratio: expected a number between 0 and 1, got 1.0");
  }
}
