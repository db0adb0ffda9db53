package org.gauntletml.models.dl4j;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One of DL4J's own vertices without a layer: merge, element-wise, subset and so on. */
final class VertexStep implements Step {
  private final GraphVertex vertex;

  VertexStep(GraphVertex vertex) {
    this.vertex = vertex;
  }

  @Override
  public INDArray forward(List<INDArray> inputs, int batch) {
    vertex.setInputs(inputs.toArray(INDArray[]::new));
    return vertex.doForward(false, LayerWorkspaceMgr.noWorkspaces());
  }

  @Override
  public List<INDArray> backward(INDArray cotangent) {
    vertex.setEpsilon(cotangent.dup('c'));
    return Arrays.asList(vertex.doBackward(false, LayerWorkspaceMgr.noWorkspaces()).getSecond());
  }

  @Override
  public void forget() {
    vertex.clear();
  }
}
