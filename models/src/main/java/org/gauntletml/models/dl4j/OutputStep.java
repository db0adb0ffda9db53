package org.gauntletml.models.dl4j;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The dense map inside an output layer. DL4J's output layers only go backward from labels and a
 * loss.
 */
final class OutputStep extends UnaryStep {
  private final Layer layer;
  private final BaseOutputLayer conf;

  OutputStep(Layer layer, BaseOutputLayer conf) {
    this.layer = layer;
    this.conf = conf;
  }

  @Override
  INDArray apply(INDArray x) {
    return conf.getActivationFn().getActivation(dense(x), false);
  }

  @Override
  INDArray pullback(INDArray x, INDArray cotangent) {
    INDArray delta = conf.getActivationFn().backprop(dense(x), cotangent.dup('c')).getFirst();
    return delta.mmul(layer.getParam(DefaultParamInitializer.WEIGHT_KEY).transpose());
  }

  private INDArray dense(INDArray x) {
    INDArray z = x.mmul(layer.getParam(DefaultParamInitializer.WEIGHT_KEY));
    return conf.hasBias() ? z.addiRowVector(layer.getParam(DefaultParamInitializer.BIAS_KEY)) : z;
  }
}
