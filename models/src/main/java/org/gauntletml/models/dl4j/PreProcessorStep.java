package org.gauntletml.models.dl4j;

import java.util.List;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The reshaping that DL4J does between layers of different kinds. */
final class PreProcessorStep implements Step {
  private final InputPreProcessor preProcessor;
  private int batch;

  PreProcessorStep(InputPreProcessor preProcessor) {
    this.preProcessor = preProcessor;
  }

  @Override
  public INDArray forward(List<INDArray> inputs, int batch) {
    this.batch = batch;
    return preProcessor.preProcess(inputs.get(0), batch, LayerWorkspaceMgr.noWorkspaces());
  }

  @Override
  public List<INDArray> backward(INDArray cotangent) {
    return List.of(preProcessor.backprop(cotangent, batch, LayerWorkspaceMgr.noWorkspaces()));
  }

  @Override
  public void forget() {
    // what a preprocessor keeps are shapes
  }
}
