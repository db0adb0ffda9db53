package org.gauntletml.models.wrapping;

import java.util.List;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.jspecify.annotations.Nullable;

/**
 * What a file tells of its input.
 *
 * @param name of the value
 * @param dims of one example; -1 where the file leaves it open
 * @param fixedBatch the batch size that the file was written for, 0 where it is open
 */
public record InputShape(String name, List<Long> dims, long fixedBatch) {
  /** What is a number of channels rather than a height. */
  private static final List<Long> CHANNELS = List.of(1L, 3L, 4L);

  /**
   * Whether images are {@code [H,W,C]}.
   *
   * @param layout what the caller says; null takes it from the declared shape
   */
  public boolean channelsLast(@Nullable ImageLayout layout) {
    return layout == null ? looksChannelsLast() : layout == ImageLayout.NHWC && dims.size() == 3;
  }

  /** Whether the declared shape is {@code [H,W,C]}. */
  public boolean looksChannelsLast() {
    return dims.size() == 3
        && CHANNELS.contains(dims.get(2))
        && !CHANNELS.contains(dims.get(0))
        && (dims.get(0) < 0 || dims.get(0) > dims.get(2));
  }

  public boolean isComplete() {
    return dims.stream().allMatch(d -> d > 0);
  }

  /** Shape of the caller's inputs: images channels first, dimensions of 1 behind rows dropped. */
  public List<Long> told(boolean channelsLast) {
    if (channelsLast) {
      return List.of(dims.get(2), dims.get(0), dims.get(1));
    }
    int rank = dims.size();
    while (dims.size() != 3 && rank > 1 && dims.get(rank - 1) == 1) {
      rank--;
    }
    return dims.subList(0, rank);
  }

  /**
   * The model's shape of one example for the caller's inputs.
   *
   * @throws BadInput if they do not fit
   */
  public List<Long> resolve(String file, InputSpec input, boolean channelsLast) {
    List<Long> shape = input.shape();
    List<Long> own =
        channelsLast && shape.size() == 3
            ? List.of(shape.get(1), shape.get(2), shape.get(0))
            : shape;
    boolean fits = own.size() == dims.size();
    for (int i = 0; fits && i < own.size(); i++) {
      fits = dims.get(i) < 0 || dims.get(i).equals(own.get(i));
    }
    if (fits) {
      return own;
    }
    long features = dims.stream().reduce(1L, Math::multiplyExact);
    if (isComplete() && !channelsLast && features == input.features()) {
      return dims;
    }
    throw BadInput.of(
            file + ", input '" + name + "'",
            "inputs of shape [N,"
                + String.join(",", dims.stream().map(InputShape::text).toList())
                + "]"
                + (channelsLast ? " (channels last)" : ""),
            input)
        .hint(
            dims.size() == 3
                ? "Give data of that shape, or say with --layout where its channels are"
                : "Give data of that shape, or export the model for this one");
  }

  private static String text(long dim) {
    return dim < 0 ? "?" : String.valueOf(dim);
  }
}
