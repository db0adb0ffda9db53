package org.gauntletml.attacks.decisionbased;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.gauntletml.attacks.Normals;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {
  private static final int DIMENSIONS = 21;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 11})
  void newDirectionsAreOrthogonalToTheLastAndKeepTheRestOfThemselves(int most) {
    SplittableRandom stream = new SplittableRandom(most);
    Memory memory = new Memory(most, DIMENSIONS);
    List<float[]> before = new ArrayList<>();
    for (int n = 0; n < 30; n++) {
      float[] drawn = new float[DIMENSIONS];
      Normals.fill(drawn, stream);
      float[] fresh = drawn.clone();
      memory.add(fresh);

      double left = Vectors.product(drawn, drawn);
      for (float[] one : before.subList(Math.max(0, n - most), n)) {
        assertThat(Vectors.product(fresh, one)).isCloseTo(0, within(1e-5));
        left -= Math.pow(Vectors.product(drawn, one), 2);
      }
      assertThat(Vectors.product(fresh, fresh)).isCloseTo(1, within(1e-6));
      // by Pythagoras, what was left of the direction had this length
      assertThat(Vectors.product(fresh, drawn)).isCloseTo(Math.sqrt(left), within(1e-4));
      before.add(fresh);
    }
  }
}
