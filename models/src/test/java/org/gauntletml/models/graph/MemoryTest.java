package org.gauntletml.models.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.graph.onnx.RuntimeChoice;
import org.gauntletml.models.kit.ResidentMemory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Resident memory over 10,000 passes. Compilers of Java and arenas of the C library take their own
 * once, in the first few thousand.
 */
@EnabledOnOs(OS.LINUX)
class MemoryTest {
  private static final int WARM = 5_000;

  @ParameterizedTest
  @ValueSource(strings = {"nd4j", "onnxruntime"})
  @Tag("slow")
  void memoryStaysFlat(String runtime) throws Exception {
    List<Long> resident = ResidentMemory.during(MemoryTest.class, runtime);
    System.out.println(runtime + ": " + resident + " kB resident before and after 10,000 passes");
    assertThat(resident).hasSize(2);
    assertThat(resident.get(1)).isLessThan(resident.get(0) + resident.get(0) / 20);
  }

  /** The passes: every call, many batch sizes, several pullbacks. */
  public static void main(String[] arguments) throws IOException {
    InputSpec spec = InputSpec.unit(1, 12, 12);
    List<INDArray> inputs = new ArrayList<>();
    List<INDArray> cotangents = new ArrayList<>();
    for (int batch = 1; batch <= 13; batch++) {
      inputs.add(Networks.images(batch, batch));
      cotangents.add(Networks.cotangent(batch, batch));
    }
    try (GraphClassifier classifier =
        RuntimeChoice.of(arguments[0]).classifier(Networks.convolutional(1), spec, 2)) {
      for (int i = 0; i <= WARM + 10_000; i++) {
        INDArray x = inputs.get(i % 13);
        try (GraphLinearization forward = classifier.linearize(x)) {
          forward.pullback(cotangents.get(i % 13)).close();
          classifier.logits(x).close();
          if (i % 10 == 0) {
            forward.pullbackAll(0, 3).close();
          }
        }
        if (i == WARM || i == WARM + 10_000) {
          ResidentMemory.report(System.out);
        }
      }
    }
  }
}
