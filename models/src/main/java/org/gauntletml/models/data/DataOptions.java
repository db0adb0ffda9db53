package org.gauntletml.models.data;

import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.LabelOracle;
import org.jspecify.annotations.Nullable;

/**
 * What a loader cannot know from the file.
 *
 * @param expected shape and bounds the data must have; null takes the shape the file declares, and
 *     [0, 1]
 * @param classes number of classes the labels must stay below; null where unknown
 * @param scale the stored value that stands for the upper bound, while 0 stands for the lower: 255
 *     for 8-bit pixels. Between them the map is linear, so for bounds [0, 1] it divides by {@code
 *     scale}. Null takes 255 for formats that hold 8-bit pixels by definition (IDX of unsigned
 *     bytes, image files, CIFAR-10) and every other value as it is stored
 * @param labelColumn the CSV column that holds the labels, by its name in the header; null takes
 *     the last column
 */
public record DataOptions(
    @Nullable InputSpec expected,
    @Nullable Integer classes,
    @Nullable Double scale,
    @Nullable String labelColumn) {

  /** Everything as the file says. */
  public static final DataOptions DEFAULT = new DataOptions(null, null, null, null);

  /**
   * @throws BadInput if {@code classes} is below 2 or {@code scale} is not positive and finite
   */
  public DataOptions {
    if (classes != null && classes < 2) {
      throw BadInput.of("classes", "2 or more", classes);
    }
    if (scale != null && !(scale > 0 && Double.isFinite(scale))) {
      throw BadInput.of("scale", "a positive number", scale);
    }
  }

  /** Data for this model: its input shape, bounds and number of classes. */
  public DataOptions fitting(LabelOracle model) {
    return new DataOptions(model.input(), model.classes(), scale, labelColumn);
  }

  /** Data of this shape and these bounds. */
  public DataOptions fitting(InputSpec input) {
    return new DataOptions(input, classes, scale, labelColumn);
  }

  /** See {@link #scale()}. */
  public DataOptions scaledBy(double stored) {
    return new DataOptions(expected, classes, stored, labelColumn);
  }

  /** See {@link #labelColumn()}. */
  public DataOptions labelledBy(String column) {
    return new DataOptions(expected, classes, scale, column);
  }
}
