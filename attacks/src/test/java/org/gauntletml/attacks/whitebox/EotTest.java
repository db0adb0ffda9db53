package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Dlr;
import org.junit.jupiter.api.Test;

class EotTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(
        new Eot(Pgd.basicIterative(Norm.LINF), 2),
        new Eot(new Apgd(Norm.L2, new Dlr(), 10, 1, 9, false), 2));
  }

  @Test
  void isTheAttackItWraps() {
    Eot eot = new Eot(Apgd.dlr(Norm.L2), 20);
    assertThat(eot.norm()).isEqualTo(Norm.L2);
    assertThat(eot.minimumNorm()).isFalse();
    assertThat(new Eot(Fab.of(Norm.L1), 20).minimumNorm()).isTrue();
    assertThat(eot.notes(2)).isEqualTo(Apgd.dlr(Norm.L2).notes(2)).hasSize(1);
  }

  @Test
  void refusesNoDraws() {
    assertThatThrownBy(() -> new Eot(new Fgsm(Norm.L2), 0))
        .isInstanceOf(BadInput.class)
        .hasMessage("EOT draws: expected 1 or more, got 0.");
  }
}
