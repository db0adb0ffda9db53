package org.gauntletml.defenses.training;

import java.util.random.RandomGenerator;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.FloatRows;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Images as an epoch sees them: padded on all sides, cropped to their size anywhere, and mirrored
 * left to right half of the time (He et al. 2016, arXiv 1512.03385, section 4.2, with 4 pixels of
 * padding). Padding holds the smallest value of the box.
 *
 * @param padding pixels on each side, 0 or more
 * @param flip whether images are mirrored
 */
public record Augmentation(int padding, boolean flip) {
  /** Images as they are. */
  public static final Augmentation NONE = new Augmentation(0, false);

  public Augmentation {
    if (padding < 0) {
      throw BadInput.of("padding of crops", "0 pixels or more", padding);
    }
  }

  /**
   * @throws BadInput unless such inputs are images {@code [C,H,W]} larger than the padding, or
   *     nothing is to be done with them
   */
  public void check(InputSpec input) {
    boolean fits =
        input.shape().size() == 3 && Math.min(input.shape().get(1), input.shape().get(2)) > padding;
    if (!fits && !equals(NONE)) {
      throw BadInput.of(
          "crops and mirror images",
          "images more than " + padding + " pixels high and wide",
          input);
    }
  }

  /**
   * Other images of the same.
   *
   * @param x FLOAT {@code [N,C,H,W]}; borrowed
   * @param random one stream per example
   * @return fresh
   */
  INDArray of(INDArray x, InputSpec input, RandomStreams random) {
    return FloatRows.each((n, rows) -> change(rows[1], rows[0], input, random.of(n)), x, x);
  }

  private void change(float[] from, float[] to, InputSpec input, RandomGenerator random) {
    int height = Math.toIntExact(input.shape().get(1));
    int width = Math.toIntExact(input.shape().get(2));
    int down = random.nextInt(2 * padding + 1) - padding;
    int right = random.nextInt(2 * padding + 1) - padding;
    boolean mirrored = flip && random.nextBoolean();
    for (int i = 0; i < to.length; i++) {
      int pixel = i % (height * width);
      int row = pixel / width + down;
      int column = (mirrored ? width - 1 - pixel % width : pixel % width) + right;
      boolean inside = row >= 0 && row < height && column >= 0 && column < width;
      to[i] = inside ? from[i - pixel + row * width + column] : (float) input.lower();
    }
  }
}
