package org.gauntletml.models.onnx;

import java.time.Duration;
import java.util.stream.IntStream;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.ModelDescription;
import org.gauntletml.models.SelfCheck;
import org.gauntletml.models.wrapping.ImportedModel;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model from an ONNX file that tells labels and nothing else, run by ONNX Runtime. Safe for
 * several threads.
 */
public final class OnnxLabels implements ImportedModel {
  private final Original original;
  private final Tail tail;
  private final InputSpec input;
  private final ModelDescription description;

  OnnxLabels(Original original, Tail tail, InputSpec input, ModelDescription description) {
    this.original = original;
    this.tail = tail;
    this.input = input;
    this.description = description;
  }

  @Override
  public ModelDescription description() {
    return description;
  }

  /** Nothing to compare: ONNX Runtime runs the file, and there are no scores. */
  @Override
  public SelfCheck check(long seed) {
    return new SelfCheck(0, 0, 0, Duration.ZERO);
  }

  @Override
  public InputSpec input() {
    return input;
  }

  @Override
  public int classes() {
    return tail.classes();
  }

  /**
   * @throws IllegalStateException if the model tells a label that is not one of its classes
   */
  @Override
  public int[] labels(INDArray x) {
    input.checkFinite("OnnxLabels", x);
    double[][] rows = tail.scores(original.run(x));
    return IntStream.range(0, rows.length).map(i -> label(rows[i][0])).toArray();
  }

  private int label(double told) {
    if (told < 0 || told >= classes()) {
      throw new IllegalStateException(
          "model: told label " + (long) told + ", but has classes 0 to " + (classes() - 1));
    }
    return (int) told;
  }

  @Override
  public void close() {
    original.close();
  }
}
