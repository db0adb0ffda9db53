package org.gauntletml.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WavesTest {
  private static final Planes PLANES = new Planes(2, 5, 4);

  private static float[] vector(Waves waves, int i) {
    float[] v = new float[40];
    waves.add(i, 1, v);
    return v;
  }

  private static double product(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  @Test
  void allWavesAreAnOrthonormalBasis() {
    Waves waves = Waves.slow(PLANES, 1);
    assertThat(waves.count()).isEqualTo(40);
    for (int i = 0; i < 40; i++) {
      for (int j = 0; j < 40; j++) {
        assertThat(product(vector(waves, i), vector(waves, j)))
            .isCloseTo(i == j ? 1 : 0, within(1e-6));
      }
    }
  }

  /** The slowest of them all is flat; half the share keeps 3 by 2 of 5 by 4. */
  @Test
  void slowWavesComeFirst() {
    Waves waves = Waves.slow(PLANES, 0.5);
    assertThat(waves.count()).isEqualTo(2 * 3 * 2);
    float[] flat = vector(waves, 0);
    assertThat(flat[0]).isCloseTo((float) (1 / Math.sqrt(20)), within(1e-6f));
    assertThat(flat[19]).isEqualTo(flat[0]);
    assertThat(flat[20]).isZero();
  }

  @Test
  void composingIsTheSumOfTheVectors() {
    Waves waves = Waves.slow(PLANES, 0.6);
    float[] coordinates = new float[waves.count()];
    float[] sum = new float[40];
    for (int i = 0; i < coordinates.length; i++) {
      coordinates[i] = (float) Math.sin(i + 1);
      waves.add(i, coordinates[i], sum);
    }
    float[] composed = waves.compose(coordinates);
    for (int i = 0; i < sum.length; i++) {
      assertThat(composed[i]).isCloseTo(sum[i], within(1e-5f));
    }
  }
}
