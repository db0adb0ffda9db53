package org.gauntletml.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunksTest {
  @Test
  void halvesUntilSingleFeaturesThenStartsOver() {
    Chunks chunks = new Chunks(5);
    List<String> walk = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      walk.add(chunks.from() + "-" + chunks.to());
      chunks.advance();
    }
    assertThat(walk)
        .containsExactly(
            "0-5", "0-3", "3-5", "0-2", "2-4", "4-5", "0-1", "1-2", "2-3", "3-4", "4-5", "0-5");
  }
}
