package org.gauntletml.models.dl4j;

import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An activation on its own. It replaces DL4J's {@code ActivationLayer}, which works in place in
 * inference and so destroys the input that its own backward pass needs.
 */
final class ActivationStep extends UnaryStep {
  private final IActivation activation;

  ActivationStep(IActivation activation) {
    this.activation = activation;
  }

  @Override
  INDArray apply(INDArray x) {
    return activation.getActivation(x.dup('c'), false);
  }

  @Override
  INDArray pullback(INDArray x, INDArray cotangent) {
    return activation.backprop(x.dup('c'), cotangent.dup('c')).getFirst();
  }
}
