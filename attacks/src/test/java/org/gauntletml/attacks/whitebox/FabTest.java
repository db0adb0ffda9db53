package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;

class FabTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return of(4);
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return of(10);
  }

  private static Stream<Attack<?>> of(int steps) {
    return Stream.of(
        Fab.of(Norm.LINF).steps(steps),
        Fab.of(Norm.L2).steps(steps),
        Fab.of(Norm.L1).steps(steps),
        new Fab(Norm.L2, steps, 2, .1, 1.05, .9, 9, 1),
        new Fab(Norm.L1, steps, 2, .1, 1.05, .9, 9, 5));
  }

  @Test
  void hasTheAuthorsDefaults() {
    assertThat(Fab.of(Norm.LINF)).isEqualTo(new Fab(Norm.LINF, 100, 1, .1, 1.05, .9, 0, .3));
    assertThat(Fab.targeted(Norm.L1)).isEqualTo(new Fab(Norm.L1, 100, 1, .1, 1.05, .9, 9, 5));
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> Fab.of(Norm.L2).steps(0))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "FAB: expected 1 or more steps and restarts and 0 or more targets, got 0, 1 and 0.");
    assertThatThrownBy(() -> new Fab(Norm.L2, 1, 1, .1, .9, 1, 0, 1))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "FAB: expected alphaMax in [0, 1], overshoot of 1 or more and backward in (0, 1], got"
                + " 0.1, 0.9 and 1.0.");
    assertThatThrownBy(() -> new Fab(Norm.L2, 1, 1, .1, 1, 1, 0, 0))
        .isInstanceOf(BadInput.class)
        .hasMessage("FAB: expected a positive radius of random starts, got 0.0.");
    assertThatThrownBy(() -> Fab.of(Norm.L0)).isInstanceOf(BadInput.class);
  }
}
