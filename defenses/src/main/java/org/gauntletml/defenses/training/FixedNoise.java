package org.gauntletml.defenses.training;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.gauntletml.models.Floats;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Fixed noise for several copies of every example of a batch: copy c of example n is row {@code n *
 * copies + c}.
 *
 * @param noise FLOAT {@code [N * copies, input...]}
 */
record FixedNoise(InputSpec input, int copies, INDArray noise) {
  /** Draws it from the examples' own streams. */
  static FixedNoise draw(InputSpec input, Lesson lesson, double sigma, int copies) {
    int[] rows = IntStream.range(0, lesson.size() * copies).map(row -> row / copies).toArray();
    return new FixedNoise(input, copies, lesson.random().gaussian(rows, input).muli(sigma));
  }

  /** The noisy copies of {@code x}; fresh. */
  INDArray of(INDArray x) {
    float[] single = Floats.of(x);
    int width = input.features();
    float[] all = new float[single.length * copies];
    for (int row = 0; row < all.length / width; row++) {
      System.arraycopy(single, row / copies * width, all, row * width, width);
    }
    return Floats.array(all, noise.shape()).addi(noise);
  }

  /** Adds up what belongs to copies of the same example; fresh. */
  INDArray sum(INDArray each) {
    float[] all = Floats.of(each);
    int width = input.features();
    int examples = all.length / width / copies;
    float[] sum = new float[examples * width];
    for (int row = 0; row < examples * copies; row++) {
      int to = row / copies * width;
      for (int i = 0; i < width; i++) {
        sum[to + i] += all[row * width + i];
      }
    }
    return Floats.array(sum, input.batch(examples));
  }

  /** The label of every copy. */
  int[] labels(int... labels) {
    return Arrays.stream(labels).flatMap(k -> IntStream.generate(() -> k).limit(copies)).toArray();
  }
}
