package org.gauntletml.models.dl4j;

import java.util.Arrays;
import org.gauntletml.models.Linearization;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A forward pass of a {@link NativeModel}, with FLOAT arrays at its edges. */
final class NativeLinearization implements Linearization {
  private final NativeModel.Pass pass;
  private final INDArray logits;
  private boolean closed;

  NativeLinearization(NativeModel.Pass pass) {
    this.pass = pass;
    this.logits = toFloat(pass.logits());
  }

  /** FLOAT, 'c' order and not a view; the argument itself where it is all that. */
  static INDArray toFloat(INDArray x) {
    INDArray typed = x.castTo(DataType.FLOAT);
    return typed.ordering() == 'c' && !typed.isView() ? typed : typed.dup('c');
  }

  @Override
  public INDArray logits() {
    requireOpen();
    return logits;
  }

  @Override
  public INDArray pullback(INDArray dLogits) {
    requireOpen();
    if (!Arrays.equals(dLogits.shape(), logits.shape()) || dLogits.dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException(
          "pullback: expected a FLOAT cotangent of shape "
              + Arrays.toString(logits.shape())
              + ", got "
              + dLogits.dataType()
              + " "
              + Arrays.toString(dLogits.shape())
              + ".");
    }
    return toFloat(pass.pullback(dLogits));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      pass.close();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("linearization: used after close.");
    }
  }
}
