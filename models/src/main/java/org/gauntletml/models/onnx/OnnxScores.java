package org.gauntletml.models.onnx;

import org.gauntletml.models.Classifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.ModelDescription;
import org.gauntletml.models.SelfCheck;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A model from an ONNX file that ONNX Runtime runs, without gradients; {@link
 * ModelDescription#limitation} says why. Safe for several threads.
 */
public final class OnnxScores implements OnnxModel, Classifier {
  private final Original original;
  private final Tail tail;
  private final InputSpec input;
  private final int classes;
  private final ModelDescription description;

  OnnxScores(
      Original original, Tail tail, InputSpec input, int classes, ModelDescription description) {
    this.original = original;
    this.tail = tail;
    this.input = input;
    this.classes = classes;
    this.description = description;
  }

  @Override
  public ModelDescription description() {
    return description;
  }

  /** Two answers of ONNX Runtime itself, which must agree. */
  @Override
  public SelfCheck check(long seed) {
    return SelfCheck.ofScores(this, this::logits, seed);
  }

  @Override
  public InputSpec input() {
    return input;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public INDArray logits(INDArray x) {
    input.checkFinite("OnnxScores", x);
    double[][] rows = tail.logits(original.run(x));
    float[] flat = new float[rows.length * classes];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) rows[i / classes][i % classes];
    }
    return Nd4j.createFromArray(flat).reshape('c', rows.length, classes);
  }

  @Override
  public void close() {
    original.close();
  }
}
