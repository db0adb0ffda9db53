package org.gauntletml.attacks.scorebased;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.Planes;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Margin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SquareAttackTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(brief(Norm.LINF), brief(Norm.L2), brief(Norm.L1));
  }

  /** In L2 and L1 the smallest bump covers 3 x 3 of the 4 x 4 pixels: no point of 2% is certain. */
  @Override
  protected Stream<Attack<?>> accurateAttacks() {
    return Stream.of(new SquareAttack(Norm.LINF, new Margin(), 1500, 0.8, false, 1));
  }

  private static SquareAttack brief(Norm norm) {
    return new SquareAttack(norm, new Margin(), 20, 0.8, false, 2);
  }

  /** Sides of the authors' schedule from 0.8 of the pixels. */
  @ParameterizedTest
  @CsvSource({
    "28, '25,18,13,9,6,4,3,2,2,1'",
    "32, '29,20,14,10,7,5,4,3,2,1'",
  })
  void windowsShrinkByTheSchedule(int size, String sides) {
    SquareAttack attack = SquareAttack.of(Norm.LINF);
    Colours colours = new Colours(new Planes(3, size, size), 1);
    int[] queries = {0, 11, 51, 201, 501, 1001, 2001, 4001, 6001, 8001};
    assertThat(IntStream.of(queries).map(q -> colours.side(attack.share(q))).toArray())
        .isEqualTo(Stream.of(sides.split(",")).mapToInt(Integer::parseInt).toArray());
  }

  @Test
  void aRescaledScheduleEndsWithTheQueries() {
    SquareAttack attack = new SquareAttack(Norm.LINF, new Margin(), 1000, 0.8, true, 1);
    assertThat(attack.share(1)).isEqualTo(0.8);
    assertThat(attack.share(801)).isEqualTo(0.8 / 512);
  }

  @Test
  void aWindowOfColoursChangesNothingElse() {
    Planes planes = new Planes(2, 9, 7);
    float[] delta = new float[2 * 63];
    new Colours(planes, 0.5).move(delta, 0.2, new SplittableRandom(3));
    assertThat(IntStream.range(0, 126).filter(i -> delta[i] != 0)).hasSize(2 * 16);
    for (float value : delta) {
      assertThat(Math.abs(value)).isIn(0f, 0.5f);
    }
  }

  /** Features in a row: a window has its share of them, not the root of it. */
  @Test
  void aRowOfFeaturesIsCutInPieces() {
    float[] delta = new float[100];
    new Colours(new Planes(1, 1, 100), 1).move(delta, 0.3, new SplittableRandom(4));
    assertThat(IntStream.range(0, 100).filter(i -> delta[i] != 0)).hasSize(30);
  }

  @ParameterizedTest
  @EnumSource(
      value = Norm.class,
      names = {"L1", "L2"})
  void bumpsKeepTheirNorm(Norm norm) {
    Planes planes = new Planes(2, 12, 12);
    Bumps bumps = new Bumps(planes, norm, 3);
    SplittableRandom random = new SplittableRandom(5);
    float[] delta = new float[288];
    bumps.start(delta, random);
    assertThat(size(norm, delta)).isCloseTo(3, within(1e-5));
    for (int i = 0; i < 50; i++) {
      bumps.move(delta, 0.05, random);
      assertThat(size(norm, delta)).isCloseTo(3, within(1e-5));
    }
  }

  private static double size(Norm norm, float[] delta) {
    double[] d = new double[delta.length];
    Arrays.setAll(d, i -> delta[i]);
    return norm == Norm.L1
        ? Arrays.stream(d).map(Math::abs).sum()
        : Math.sqrt(Arrays.stream(d).map(v -> v * v).sum());
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new SquareAttack(Norm.L0, new Margin(), 1, 0.5, false, 1))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("Square");
    assertThatThrownBy(() -> new SquareAttack(Norm.L2, new Margin(), 0, 0.5, false, 1))
        .hasMessage("Square: expected 1 or more queries and restarts, got 0 and 1.");
    assertThatThrownBy(() -> new SquareAttack(Norm.L2, new Margin(), 1, 1.5, false, 1))
        .hasMessageContaining("Square fraction: expected a number above 0, at most 1, got 1.5");
  }
}
