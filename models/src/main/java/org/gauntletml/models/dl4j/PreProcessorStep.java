package org.gauntletml.models.dl4j;

import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The reshaping that DL4J does between layers of different kinds. */
final class PreProcessorStep extends UnaryStep {
  private final InputPreProcessor preProcessor;

  PreProcessorStep(InputPreProcessor preProcessor) {
    this.preProcessor = preProcessor;
  }

  @Override
  INDArray apply(INDArray x) {
    return preProcessor.preProcess(x, Math.toIntExact(x.size(0)), LayerWorkspaceMgr.noWorkspaces());
  }

  @Override
  INDArray pullback(INDArray x, INDArray cotangent) {
    return preProcessor.backprop(
        cotangent, Math.toIntExact(x.size(0)), LayerWorkspaceMgr.noWorkspaces());
  }
}
