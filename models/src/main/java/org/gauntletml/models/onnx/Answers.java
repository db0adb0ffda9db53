package org.gauntletml.models.onnx;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.wrapping.Head;
import org.gauntletml.models.wrapping.InputShape;

/**
 * What a file answered to a few examples, which shows whether its outputs are what they seem.
 *
 * @param asked number of examples
 * @param values the values asked for, by name
 */
record Answers(OnnxFile file, InputShape shape, int asked, Map<String, Original.Rows> values) {
  /** How far probabilities may be from what is left when their head is put on again. */
  private static final double ROUNDING = 1e-3;

  /**
   * What was recognised, if it is what the values say.
   *
   * @throws BadInput if a value has no row per example, or the model tells no classes
   */
  Tail confirm(Tail declared) {
    Tail tail = declared;
    double[][] told = rows(declared.told()).values();
    if (declared.head() != Head.PLAIN) {
      double[][] again =
          Arrays.stream(rows(declared.raw()).values())
              .map(scores -> declared.head().told(scores))
              .toArray(double[][]::new);
      tail = Comparison.difference(told, again) <= ROUNDING ? declared : declared.whole();
    } else if (!declared.labels() && Arrays.stream(told).allMatch(Answers::isDistribution)) {
      tail = declared.with(Head.PROBABILITIES);
    }
    if (tail.labels()) {
      requireClasses(tail);
    } else {
      requireRow(tail);
    }
    return tail;
  }

  private void requireRow(Tail tail) {
    Original.Rows rows = rows(tail.raw());
    long[] dims = rows.shape();
    int scores = rows.values()[0].length;
    boolean row = Arrays.stream(dims).skip(1).filter(d -> d > 1).count() <= 1;
    if (!row || tail.head().classes(scores) < 2) {
      throw BadInput.of(
              file.name() + ", output '" + tail.told() + "'",
              "one row of two or more class scores per example, or one sigmoid",
              Arrays.toString(dims) + " for a batch of " + dims[0])
          .hint("Gauntlet attacks classifiers; a regression or dense prediction has no class");
    }
    if (!Arrays.stream(rows.values())
        .allMatch(r -> DoubleStream.of(r).allMatch(Double::isFinite))) {
      throw BadInput.of(
              file.name() + ", output '" + tail.told() + "'", "finite scores", "NaN or infinity")
          .hint("Check the bounds and the normalisation of its input");
    }
  }

  private void requireClasses(Tail tail) {
    if (tail.classes() < 2) {
      throw BadInput.of(
              file.name(), "a model that tells scores, or how many classes it has", "labels only")
          .hint("Export it with its scores as a further output");
    }
  }

  private Original.Rows rows(String value) {
    Original.Rows rows = values.get(value);
    long first = rows == null || rows.shape().length == 0 ? -1 : rows.shape()[0];
    if (rows == null || first != (shape.fixedBatch() == 0 ? asked : shape.fixedBatch())) {
      throw BadInput.of(
              file.name() + ", output '" + value + "'",
              "one row per example",
              rows == null ? "no tensor" : Arrays.toString(rows.shape()))
          .hint("Export the model with the batch as the first dimension of input and output");
    }
    return rows;
  }

  private static boolean isDistribution(double... row) {
    return row.length > 1
        && DoubleStream.of(row).allMatch(p -> p >= 0 && p <= 1)
        && Math.abs(DoubleStream.of(row).sum() - 1) <= ROUNDING;
  }
}
