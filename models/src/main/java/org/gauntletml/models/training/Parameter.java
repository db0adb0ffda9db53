package org.gauntletml.models.training;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;

/** A parameter array of a network, the derivative of the loss in it, and what its updater keeps. */
final class Parameter {
  private final INDArray value;
  private final INDArray flat;
  private final GradientUpdater<?> updater;

  /** The layer's own array, not a copy, with the updater its configuration names. */
  Parameter(Layer layer, BaseLayer conf, String key) {
    IUpdater rule = conf.getUpdaterByParam(key);
    this.value = layer.getParam(key);
    this.flat = Nd4j.create(DataType.FLOAT, 1, value.length());
    INDArray state = Nd4j.create(DataType.FLOAT, 1, rule.stateSize(value.length()));
    this.updater = rule.instantiate(state, true);
  }

  INDArray value() {
    return value;
  }

  /** A view to write the derivative into, of this shape and 'c' order. */
  INDArray gradient(long... shape) {
    return flat.reshape('c', shape);
  }

  /** One step of the updater along the derivative, which it uses up. */
  void update(int iteration, int epoch) {
    updater.applyUpdater(flat, iteration, epoch);
    value.subi(flat.reshape('c', value.shape()));
  }
}
