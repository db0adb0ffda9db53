package org.gauntletml.models.dl4j;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.params.PReLUParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code max(x, 0) + alpha min(x, 0)} with a learned alpha per feature. DL4J's layer works in place
 * in inference, and its backward pass fails where an alpha is shared along an axis.
 */
final class PReluStep extends UnaryStep {
  private final Layer layer;

  PReluStep(Layer layer) {
    this.layer = layer;
  }

  @Override
  INDArray apply(INDArray x) {
    return slope(x).muli(x);
  }

  @Override
  INDArray pullback(INDArray x, INDArray cotangent) {
    return slope(x).muli(cotangent);
  }

  private INDArray slope(INDArray x) {
    INDArray alpha = layer.getParam(PReLUParamInitializer.WEIGHT_KEY);
    long[] shape = new long[x.rank()];
    shape[0] = 1;
    System.arraycopy(alpha.shape(), 0, shape, 1, alpha.rank());
    INDArray positive = x.gt(0).castTo(x.dataType());
    return positive.rsub(1).muli(alpha.reshape(shape)).addi(positive);
  }
}
