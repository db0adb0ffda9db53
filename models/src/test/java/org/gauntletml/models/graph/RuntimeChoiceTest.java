package org.gauntletml.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.gauntletml.models.graph.onnx.OnnxRuntime;
import org.gauntletml.models.graph.onnx.RuntimeChoice;
import org.junit.jupiter.api.Test;

class RuntimeChoiceTest {
  @Test
  void isNamedAsOnTheCommandLine() {
    assertThat(RuntimeChoice.of("onnxruntime")).isEqualTo(RuntimeChoice.ONNXRUNTIME);
    assertThatThrownBy(() -> RuntimeChoice.of("tpu"))
        .isInstanceOf(BadInput.class)
        .hasMessage("--runtime: expected auto, onnxruntime, nd4j, got 'tpu'.");
  }

  @Test
  void takesOnnxRuntimeWhereItHasAllOfTheGraph() {
    assertThat(RuntimeChoice.AUTO.forGraph(Networks.convolutional(1), 1))
        .isInstanceOf(OnnxRuntime.class);
    assertThat(RuntimeChoice.ND4J.forGraph(Networks.convolutional(1), 1))
        .isInstanceOf(Nd4jRuntime.class);
  }
}
