package org.gauntletml.attacks.whitebox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.Dlr;
import org.junit.jupiter.api.Test;

class ApgdTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(
        new Apgd(Norm.LINF, new CrossEntropy(), 8, 2, 0, false),
        new Apgd(Norm.L2, new CrossEntropy(), 8, 1, 0, false),
        new Apgd(Norm.L1, new CrossEntropy(), 8, 1, 0, false),
        new Apgd(Norm.L1, new Dlr(), 8, 1, 0, true),
        new Apgd(Norm.LINF, new Dlr(), 6, 1, 9, false));
  }

  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(
        new Apgd(Norm.LINF, new CrossEntropy(), 15, 2, 0, false),
        new Apgd(Norm.L2, new CrossEntropy(), 15, 1, 0, false),
        new Apgd(Norm.L1, new CrossEntropy(), 40, 1, 0, false),
        new Apgd(Norm.L1, new Dlr(), 15, 1, 0, true),
        new Apgd(Norm.LINF, new Dlr(), 15, 1, 9, false));
  }

  /** The checkpoints of the authors' code for 100 steps. */
  @Test
  void looksBackWhereTheAuthorsDo() {
    assertThat(checkpoints(CheckpointSchedule.shrinking(100)))
        .containsExactly(22, 41, 57, 70, 80, 87, 93, 99);
    assertThat(checkpoints(CheckpointSchedule.even(100)).limit(4)).containsExactly(4, 8, 12, 16);
    assertThat(checkpoints(CheckpointSchedule.shrinking(1)).limit(3)).containsExactly(1, 2, 3);
  }

  private static Stream<Integer> checkpoints(CheckpointSchedule schedule) {
    return IntStream.rangeClosed(1, 100).filter(i -> schedule.periodEndingAt(i) > 0).boxed();
  }

  @Test
  void saysWhichLossStandsIn() {
    assertThat(Apgd.targeted(Norm.LINF).notes(3))
        .containsExactly("margin stands in for dlr, undefined for 3 classes");
    assertThat(Apgd.dlr(Norm.LINF).notes(3)).isEqualTo(List.of());
    assertThat(Apgd.dlr(Norm.LINF).notes(2)).hasSize(1);
    assertThat(Apgd.of(Norm.LINF).notes(2)).isEmpty();
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> Apgd.of(Norm.L0))
        .isInstanceOf(BadInput.class)
        .hasMessage("APGD: expected a norm of [Linf, L2, L1], got L0.");
    assertThatThrownBy(() -> new Apgd(Norm.L2, new CrossEntropy(), 1, 0, -1, false))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "APGD: expected 1 or more steps and restarts and 0 or more targets, got 1, 0 and -1.");
  }
}
