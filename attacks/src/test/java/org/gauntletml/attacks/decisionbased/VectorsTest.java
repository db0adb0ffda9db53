package org.gauntletml.attacks.decisionbased;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.gauntletml.attacks.Normals;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorsTest {
  private static float[] random(SplittableRandom stream) {
    float[] v = new float[21];
    Normals.fill(v, stream);
    return v;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5, 11})
  void whatIsRemovedIsGoneAndTheRestStays(int count) {
    SplittableRandom stream = new SplittableRandom(count);
    float[][] units = new float[12][];
    for (int k = 0; k < units.length; k++) {
      units[k] = random(stream);
      Vectors.removeAll(units[k], units, k);
      Vectors.unit(units[k]);
      assertThat(Vectors.product(units[k], units[k])).isCloseTo(1, within(1e-6));
    }
    float[] v = random(stream);
    float[] left = v.clone();
    Vectors.removeAll(left, units, count);
    for (int k = 0; k < units.length; k++) {
      double expected = k < count ? 0 : Vectors.product(v, units[k]);
      assertThat(Vectors.product(left, units[k])).isCloseTo(expected, within(1e-5));
    }
  }
}
