package org.gauntletml.models.dl4j;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One of DL4J's own layers, run in inference mode and without workspaces. */
final class LayerStep implements Step {
  private final Layer layer;

  LayerStep(Layer layer) {
    this.layer = layer;
  }

  @Override
  public INDArray forward(List<INDArray> inputs) {
    INDArray x = inputs.get(0);
    layer.setInputMiniBatchSize(Math.toIntExact(x.size(0)));
    return layer.activate(x, false, LayerWorkspaceMgr.noWorkspaces());
  }

  @Override
  public List<INDArray> backward(INDArray cotangent) {
    return List.of(
        layer.backpropGradient(cotangent.dup('c'), LayerWorkspaceMgr.noWorkspaces()).getSecond());
  }

  @Override
  public void forget() {
    layer.clear();
  }
}
