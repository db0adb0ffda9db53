package org.gauntletml.models.graph;

import java.util.Arrays;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Floats;
import org.gauntletml.models.Linearization;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A forward pass of a {@link GraphClassifier} kept alive. For one thread at a time. */
public final class GraphLinearization implements Linearization {
  private final GraphClassifier classifier;
  private final Gradient gradient;
  private final Pass pass;
  private final INDArray logits;
  private boolean closed;

  GraphLinearization(GraphClassifier classifier, Gradient gradient, Pass pass) {
    this.classifier = classifier;
    this.gradient = gradient;
    this.pass = pass;
    this.logits = Bound.copy(pass.forward().outputs().get(0));
  }

  @Override
  public INDArray logits() {
    checkOpen();
    return logits;
  }

  /**
   * {@inheritDoc}
   *
   * @throws BadInput if {@code dLogits} is not FLOAT, not of the logits' shape, or not finite
   * @throws IllegalStateException after this or the classifier was closed
   */
  @Override
  public INDArray pullback(INDArray dLogits) {
    checkOpen();
    check(dLogits);
    return classifier.open(() -> gradient.pull(pass, dLogits));
  }

  /**
   * {@inheritDoc} In one backward run for as many classes as make up 512 rows.
   *
   * @throws BadInput if a class is not one of the model's
   * @throws IllegalStateException after this or the classifier was closed
   */
  @Override
  public INDArray pullbackAll(int... classes) {
    checkOpen();
    for (int k : classes) {
      if (k < 0 || k >= classifier.classes()) {
        throw BadInput.of("pullbackAll", "classes from 0 to " + (classifier.classes() - 1), k);
      }
    }
    if (classes.length == 0) {
      throw BadInput.of("pullbackAll", "at least one class", "none");
    }
    return classifier.open(() -> gradient.rows(pass, classes));
  }

  private void check(INDArray dLogits) {
    if (dLogits.dataType() != DataType.FLOAT) {
      throw BadInput.of("pullback", "a cotangent of type FLOAT", dLogits.dataType());
    }
    if (!Arrays.equals(dLogits.shape(), logits.shape())) {
      throw BadInput.of(
          "pullback",
          "a cotangent of the logits' shape " + Arrays.toString(logits.shape()),
          Arrays.toString(dLogits.shape()));
    }
    float[] values = Floats.of(dLogits);
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw BadInput.of(
            "pullback, example " + i / classifier.classes() + ", class " + i % classifier.classes(),
            "a finite cotangent",
            values[i]);
      }
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("linearization: it is closed");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      logits.close();
      gradient.release(pass);
    }
  }
}
