package org.gauntletml.models.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Resident memory over 10,000 passes, in a process whose Java heap has its full size from the
 * start: what grows there is native memory.
 */
@EnabledOnOs(OS.LINUX)
class MemoryTest {
  private static final String MARK = "resident ";

  @Test
  @Tag("slow")
  void memoryStaysFlat() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms96m",
                "-Xmx96m",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path"),
                MemoryTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    List<Long> resident =
        text.lines()
            .filter(line -> line.startsWith(MARK))
            .map(line -> Long.valueOf(line.substring(MARK.length())))
            .toList();
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
        new GraphClassifier(Networks.convolutional(1), spec, new Nd4jRuntime())) {
      for (int i = 0; i <= 10_000; i++) {
        INDArray x = inputs.get(i % 13);
        try (GraphLinearization forward = classifier.linearize(x)) {
          forward.pullback(cotangents.get(i % 13)).close();
          classifier.logits(x).close();
          if (i % 10 == 0) {
            forward.pullbackAll(0, 3).close();
          }
        }
        if (i == 2_000 || i == 10_000) {
          System.gc();
          System.out.println(MARK + resident());
        }
      }
    }
  }

  /** Kilobytes. */
  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }
}
