package org.gauntletml.attacks;

import java.util.List;
import java.util.random.RandomGenerator;
import org.gauntletml.models.InputSpec;

/**
 * Inputs as channels of rows and columns. What is no image is one row of features.
 *
 * @param channels 1 for what is no image
 * @param height 1 for what is no image
 * @param width features for what is no image
 */
public record Planes(int channels, int height, int width) {
  /** The planes of inputs {@code [C,H,W]}, or of any other shape as one row. */
  public static Planes of(InputSpec input) {
    List<Long> shape = input.shape();
    return shape.size() == 3
        ? new Planes(shape.get(0).intValue(), shape.get(1).intValue(), shape.get(2).intValue())
        : new Planes(1, 1, input.features());
  }

  /** Features of one channel. */
  public int area() {
    return height * width;
  }

  /** Place of a feature in an input. */
  public int at(int channel, int row, int column) {
    return (channel * height + row) * width + column;
  }

  /**
   * A rectangle of rows and columns.
   *
   * @param top first row
   * @param left first column
   */
  public record Window(int top, int left, int height, int width) {}

  /** A window of this size, or of the whole plane's where that is smaller, anywhere in it. */
  public Window place(int rows, int columns, RandomGenerator random) {
    int h = Math.min(rows, height);
    int w = Math.min(columns, width);
    return new Window(random.nextInt(height - h + 1), random.nextInt(width - w + 1), h, w);
  }
}
