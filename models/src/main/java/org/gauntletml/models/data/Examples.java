package org.gauntletml.models.data;

import java.util.List;
import java.util.stream.IntStream;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Examples as a format stores them, before they are scaled and held against what the model takes.
 *
 * @param who the file, for messages
 * @param shape of one example
 * @param values all examples in row order, in stored units
 * @param labels one per example
 * @param ids one per example
 * @param classNames may be empty
 * @param featureNames may be empty
 * @param white the stored value of a white pixel where the format defines it, else null
 */
record Examples(
    String who,
    List<Long> shape,
    float[] values,
    int[] labels,
    List<String> ids,
    List<String> classNames,
    List<String> featureNames,
    @Nullable Double white) {
  /** Formats that do not name features. */
  Examples(
      String who,
      List<Long> shape,
      float[] values,
      int[] labels,
      List<String> ids,
      List<String> classNames,
      @Nullable Double white) {
    this(who, shape, values, labels, ids, classNames, List.of(), white);
  }

  /** White in formats of 8-bit pixels. */
  static final Double EIGHT_BIT = 255.0;

  static List<String> numbers(int n) {
    return IntStream.range(0, n).mapToObj(String::valueOf).toList();
  }

  /**
   * The data set. Changes and gives up {@code values}.
   *
   * @param name of the data set
   * @throws BadInput if shape, values or labels are not what {@code options} expect
   */
  Dataset fit(String name, DataOptions options) {
    InputSpec expected = options.expected();
    InputSpec spec = expected == null ? new InputSpec(shape, 0, 1) : expected;
    checkCounts(spec);
    Double scale = options.scale() == null ? white : options.scale();
    if (scale != null) {
      scale(spec, scale);
    }
    checkRange(spec);
    checkLabels(options.classes());
    return new Dataset(
        name,
        spec,
        Nd4j.create(values, spec.batch(labels.length), 'c'),
        labels,
        ids,
        classNames,
        featureNames);
  }

  private void checkCounts(InputSpec spec) {
    if (values.length == 0) {
      throw BadInput.of(who, "at least one example", "none");
    }
    InputSpec stored = new InputSpec(shape, 0, 1);
    long n = values.length / stored.features();
    if (labels.length != n) {
      throw BadInput.of(who, "one label for each of " + n + " inputs", labels.length);
    }
    if (!sameNumbersInOrder(spec, stored)) {
      throw spec.mismatch(who, stored.batch(n));
    }
  }

  /** Whether the shapes differ at most by dimensions of 1, or one of them is flat. */
  private static boolean sameNumbersInOrder(InputSpec a, InputSpec b) {
    boolean oneIsFlat = a.shape().size() == 1 || b.shape().size() == 1;
    return oneIsFlat ? a.features() == b.features() : squeezed(a).equals(squeezed(b));
  }

  private static List<Long> squeezed(InputSpec spec) {
    return spec.shape().stream().filter(d -> d != 1).toList();
  }

  private void scale(InputSpec spec, double scale) {
    for (int i = 0; i < values.length; i++) {
      double t = values[i] / scale;
      values[i] = (float) (spec.lower() * (1 - t) + spec.upper() * t);
    }
  }

  private void checkRange(InputSpec spec) {
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    int features = spec.features();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw BadInput.of(
                who + ", example " + i / features + ", feature " + i % features,
                "a finite number",
                values[i])
            .hint("Repair or drop the example; nothing is guessed in its place");
      }
      low = Math.min(low, values[i]);
      high = Math.max(high, values[i]);
    }
    if (low < (float) spec.lower() || high > (float) spec.upper()) {
      throw BadInput.of(
              who,
              "values in [" + spec.lower() + ", " + spec.upper() + "]",
              "values from " + low + " to " + high)
          .hint("Say which stored value stands for the upper bound, e.g. --scale 255 for pixels");
    }
  }

  private void checkLabels(@Nullable Integer classes) {
    if (classes != null && !classNames.isEmpty() && classNames.size() != classes) {
      throw BadInput.of(who, "the " + classes + " classes of the model", classNames.size())
          .hint("Label by class number where some classes have no example");
    }
    for (int n = 0; n < labels.length; n++) {
      if (labels[n] < 0 || (classes != null && labels[n] >= classes)) {
        String range = classes == null ? "0 or more" : "from 0 to " + (classes - 1);
        throw BadInput.of(who + ", example " + n, "a label " + range, labels[n]);
      }
    }
  }
}
