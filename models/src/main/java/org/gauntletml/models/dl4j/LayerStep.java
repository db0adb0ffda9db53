package org.gauntletml.models.dl4j;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One of DL4J's own layers, run in inference mode. What a layer needs only while it runs lives in a
 * workspace, as in DL4J's own training; what it answers or keeps does not.
 */
@SuppressWarnings("try") // the resources are the scopes themselves
final class LayerStep implements Step {
  private static final String LAYER = "GAUNTLET_LAYER";
  private static final String LOOP = "GAUNTLET_TIME_STEP";
  private static final WorkspaceConfiguration WORKING =
      WorkspaceConfiguration.builder()
          .initialSize(0)
          .overallocationLimit(0.05)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policyReset(ResetPolicy.BLOCK_LEFT)
          .policySpill(SpillPolicy.REALLOCATE)
          .policyAllocation(AllocationPolicy.OVERALLOCATE)
          .build();

  private final Layer layer;

  LayerStep(Layer layer) {
    this.layer = layer;
  }

  @Override
  public INDArray forward(List<INDArray> inputs, int batch) {
    layer.setInputMiniBatchSize(batch);
    LayerWorkspaceMgr memory = memory(ArrayType.FF_WORKING_MEM);
    try (MemoryWorkspace working = memory.notifyScopeEntered(ArrayType.FF_WORKING_MEM)) {
      return layer.activate(inputs.get(0), false, memory).detach();
    }
  }

  @Override
  public List<INDArray> backward(INDArray cotangent) {
    LayerWorkspaceMgr memory = memory(ArrayType.BP_WORKING_MEM);
    try (MemoryWorkspace working = memory.notifyScopeEntered(ArrayType.BP_WORKING_MEM)) {
      return List.of(layer.backpropGradient(cotangent.dup('c'), memory).getSecond().detach());
    }
  }

  @Override
  public void forget() {
    layer.clear();
  }

  private static LayerWorkspaceMgr memory(ArrayType working) {
    return LayerWorkspaceMgr.builder()
        .with(working, LAYER, WORKING)
        .with(ArrayType.RNN_FF_LOOP_WORKING_MEM, LOOP, WORKING)
        .with(ArrayType.RNN_BP_LOOP_WORKING_MEM, LOOP, WORKING)
        .defaultNoWorkspace()
        .build();
  }
}
