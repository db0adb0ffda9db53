package org.gauntletml.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EnlargementTest {
  private static final Planes LARGE = new Planes(2, 4, 6);

  private static float[] enlarged(boolean smooth, float... small) {
    return Enlargement.to(LARGE, 0.5, smooth).apply(small);
  }

  @Test
  void aPixelBecomesARectangle() {
    float[] large = enlarged(false, 1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6);
    assertThat(large).startsWith(1, 1, 2, 2, 3, 3, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6);
    assertThat(large).endsWith(-4, -4, -5, -5, -6, -6);
  }

  /** What torch.nn.functional.interpolate gives for bilinear, align_corners false. */
  @Test
  void smoothPixelsRunIntoEachOther() {
    float[] large = enlarged(true, 0, 4, 8, 8, 12, 16, 1, 1, 1, 1, 1, 1);
    float[] expected = {
      0, 1, 3, 5, 7, 8, 2, 3, 5, 7, 9, 10, 6, 7, 9, 11, 13, 14, 8, 9, 11, 13, 15, 16
    };
    for (int i = 0; i < 24; i++) {
      assertThat(large[i]).isCloseTo(expected[i], within(1e-6f));
      assertThat(large[24 + i]).isCloseTo(1, within(1e-6f));
    }
  }

  @Test
  void thePartsThatDoNotDivideStillCoverTheImage() {
    Enlargement third = Enlargement.to(new Planes(1, 1, 5), 0.4, false);
    assertThat(third.count()).isEqualTo(2);
    assertThat(third.apply(new float[] {1, 2})).containsExactly(1, 1, 2, 2, 2);
    assertThat(Enlargement.to(new Planes(3, 1, 1), 0.1, true).count()).isEqualTo(3);
  }
}
