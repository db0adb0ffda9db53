package org.gauntletml.defenses.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.junit.jupiter.api.Test;

/** Losses and their derivatives, against PyTorch's automatic differentiation in double. */
class LossTest {
  private static final Offset<Double> EXACT = within(1e-9);
  private static final Ascent INNER = Trades.of(Norm.LINF, Epsilon.of(.3)).inner();
  private static final double[] CLEAN = {1.2, -.3, .7, 2.0};
  private static final double[] CRAFTED = {.1, .9, -.4, .6};

  private static double[][] copies() {
    return new double[][] {{1.2, -.3, .7}, {.2, .4, -.1}, {2., .1, .5}};
  }

  @Test
  void trades() {
    double[] dz = new double[4];
    double[] dTwin = new double[4];

    double loss = new Trades(INNER, 2.5).loss(CLEAN, CRAFTED, 3, dz, dTwin);

    assertThat(loss).isCloseTo(1.4483489429, EXACT);
    assertThat(dz)
        .containsExactly(
            new double[] {0.2231146281, -0.2665997736, 0.1353258626, -0.0918407171}, EXACT);
    assertThat(dTwin)
        .containsExactly(
            new double[] {-0.1603537546, 0.8775966539, -0.0972594686, -0.6199834307}, EXACT);
  }

  @Test
  void mart() {
    double[] dz = new double[4];
    double[] dTwin = new double[4];

    double loss = new Mart(INNER, 2.5).loss(CLEAN, CRAFTED, 3, dz, dTwin);

    assertThat(loss).isCloseTo(2.1048266993, EXACT);
    assertThat(dz)
        .containsExactly(
            new double[] {0.1042164707, -0.1194947364, 0.0632104847, -0.0479322190}, EXACT);
    assertThat(dTwin)
        .containsExactly(
            new double[] {-0.0146139663, 1.2080169687, -0.0088638186, -1.1845391838}, EXACT);
  }

  @Test
  void smoothAdv() {
    double[][] z = copies();

    assertThat(SmoothAdv.meanProbability(z, 0, 3, 0)).isCloseTo(0.6207484647, EXACT);
    assertThat(z[0])
        .containsExactly(new double[] {-0.1536829835, 0.0413317200, 0.1123512635}, EXACT);
    assertThat(z[1])
        .containsExactly(new double[] {-0.1386690008, 0.0863158135, 0.0523531873}, EXACT);
    assertThat(z[2])
        .containsExactly(new double[] {-0.1226517795, 0.0492216726, 0.0734301069}, EXACT);
  }

  @Test
  void macer() {
    double[][] z = copies();

    assertThat(new Macer(.5, 3, 12, 8, 1.5).loss(z, 0, 0)).isCloseTo(21.2748445264, EXACT);
    assertThat(z[0])
        .containsExactly(new double[] {-2.0738795326, 0.0999975786, 1.9738819541}, EXACT);
    assertThat(z[1])
        .containsExactly(new double[] {-1.3903537786, 0.1624154761, 1.2279383025}, EXACT);
    assertThat(z[2])
        .containsExactly(new double[] {-1.0100063851, 0.1922161657, 0.8177902194}, EXACT);
  }

  /** An example that the smoothed classifier gets wrong, and one whose radius is large already. */
  @Test
  void macerHasNoHingeWhereThereIsNothingToGain() {
    double[][] wrong = copies();
    double[][] far = copies();
    double[][] plain = copies();
    double cross = SmoothAdv.meanProbability(plain, 0, 3, 2);

    assertThat(new Macer(.5, 3, 12, 8, 1.5).loss(wrong, 0, 2)).isEqualTo(cross);
    assertThat(wrong).isDeepEqualTo(plain);
    double[][] right = copies();
    cross = SmoothAdv.meanProbability(right, 0, 3, 0);
    assertThat(new Macer(.5, 3, 12, .1, 1.5).loss(far, 0, 0)).isEqualTo(cross);
    assertThat(far).isDeepEqualTo(right);
  }
}
