package org.gauntletml.attacks.whitebox;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Random shrinking of an image, put at a random place on a background of the lower bound (Xie et
 * al. 2019, arXiv 1803.06978); nearest neighbour, as in the authors' code. Where they enlarge the
 * canvas, here the image shrinks, since a model's input has one size.
 *
 * @param probability that an example is resized before a gradient, in [0, 1]
 * @param smallest size of the shrunk image relative to the original, in (0, 1]
 */
public record InputDiversity(double probability, double smallest) {
  private static final int BACKGROUND = -1;

  public InputDiversity {
    if (!(probability >= 0 && probability <= 1 && smallest > 0 && smallest <= 1)) {
      throw BadInput.of(
          "input diversity",
          "a probability in [0, 1] and a size in (0, 1]",
          probability + " and " + smallest);
    }
  }

  /** Half of the time, down to 0.9 of the size, as 299 of 330 pixels. */
  public static InputDiversity customary() {
    return new InputDiversity(0.5, 0.9);
  }

  /** One resampling for each of these examples, from their own streams. */
  Resampling draw(int[] rows, InputSpec input, RandomStreams random) {
    if (input.shape().size() != 3) {
      throw BadInput.of("input diversity", "images, shape [N,C,H,W]", input);
    }
    int[][] sources = new int[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      sources[i] = sources(input, random.of(rows[i]));
    }
    return new Resampling(sources, (float) input.lower());
  }

  private int[] sources(InputSpec input, RandomGenerator random) {
    int channels = input.shape().get(0).intValue();
    int height = input.shape().get(1).intValue();
    int width = input.shape().get(2).intValue();
    double scale = random.nextDouble() < probability ? random.nextDouble(smallest, 1.0000001) : 1;
    int rows = (int) Math.max(1, Math.round(scale * height));
    int columns = (int) Math.max(1, Math.round(scale * width));
    int top = random.nextInt(height - rows + 1);
    int left = random.nextInt(width - columns + 1);
    int[] sources = new int[channels * height * width];
    Arrays.fill(sources, BACKGROUND);
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          int from = (c * height + i * height / rows) * width + j * width / columns;
          sources[(c * height + top + i) * width + left + j] = from;
        }
      }
    }
    return sources;
  }

  /** Where each pixel of each example comes from: a linear map, so gradients pull back. */
  record Resampling(int[][] sources, float background) {
    INDArray of(INDArray x) {
      double[][] from = Rows.doubles(x);
      float[] resampled = new float[(int) x.length()];
      for (int n = 0, at = 0; n < from.length; n++) {
        for (int source : sources[n]) {
          resampled[at++] = source == BACKGROUND ? background : (float) from[n][source];
        }
      }
      return Rows.of(resampled, x);
    }

    INDArray pullback(INDArray gradient) {
      double[][] from = Rows.doubles(gradient);
      float[] pulled = new float[(int) gradient.length()];
      for (int n = 0; n < from.length; n++) {
        for (int i = 0; i < sources[n].length; i++) {
          if (sources[n][i] != BACKGROUND) {
            pulled[n * sources[n].length + sources[n][i]] += (float) from[n][i];
          }
        }
      }
      return Rows.of(pulled, gradient);
    }
  }
}
