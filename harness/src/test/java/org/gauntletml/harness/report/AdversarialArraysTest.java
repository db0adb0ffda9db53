package org.gauntletml.harness.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.harness.evaluation.AttackedExample;
import org.gauntletml.harness.evaluation.Evidence;
import org.gauntletml.harness.evaluation.Run;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.data.DataOptions;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.data.Datasets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class AdversarialArraysTest {
  private static final Run RUN =
      SampleRun.of(
          SampleRun.data("rgb", 30, new InputSpec(List.of(3L, 4L, 5L), -1, 2)),
          ThreatModel.within(Norm.L2, Epsilon.of(0.5)),
          SampleRun.twoAttacks(0.4, 0.5));

  /** ND4J's own NPY reader is the second opinion. */
  @Test
  void holdsAllThatIsNeededToMeasureAgain() throws IOException {
    int m = RUN.evidence().size();
    INDArray adversarial = array("adversarial");
    double[] distances = Norm.L2.distances(adversarial, array("original"));

    assertThat(adversarial.shape()).containsExactly(m, 3, 4, 5);
    for (int i = 0; i < m; i++) {
      Evidence evidence = RUN.evidence().get(i);
      AttackedExample attacked = RUN.attacked().get(i);
      assertThat(adversarial.get(NDArrayIndex.point(i)).dup().data().asFloat())
          .isEqualTo(evidence.point());
      assertThat(distances[i]).isCloseTo(attacked.distance(), within(1e-12));
      assertThat(array("example").getInt(i)).isEqualTo(evidence.example());
      assertThat(array("attack").getInt(i)).isEqualTo(evidence.attack());
      assertThat(array("prediction").getInt(i)).isEqualTo(attacked.prediction());
      assertThat(array("label").getInt(i)).isEqualTo(RUN.data().labels()[evidence.example()]);
    }
  }

  @Test
  void isADataSetItself(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("adversarial.npz");
    Files.write(file, bytes(RUN));
    Dataset again = Datasets.load(file, DataOptions.DEFAULT.fitting(RUN.data().spec()));

    assertThat(again.size()).isEqualTo(RUN.evidence().size());
    assertThat(again.labels()[0]).isEqualTo(RUN.data().labels()[RUN.evidence().get(0).example()]);
    assertThat(new Run(RUN.record(), again, List.of()).original(1))
        .isEqualTo(RUN.evidence().get(1).point());
  }

  @Test
  void theSameRunGivesTheSameBytes() throws IOException {
    assertThat(bytes(RUN)).isEqualTo(bytes(RUN));
  }

  @Test
  void nothingBrokenIsAnEmptyArrayOfTheRightShape() throws IOException {
    Run none = new Run(RUN.record(), RUN.data(), List.of());
    String header =
        new String(
            Objects.requireNonNull(entries(none).get("adversarial.npy")),
            StandardCharsets.ISO_8859_1);

    assertThat(header).contains("'shape': (0, 3, 4, 5)").contains("'<f4'").endsWith("\n");
  }

  private static INDArray array(String name) throws IOException {
    return Nd4j.createNpyFromByteArray(
        Objects.requireNonNull(entries(RUN).get(name + ".npy"), name));
  }

  private static Map<String, byte[]> entries(Run run) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes(run)))) {
      for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  private static byte[] bytes(Run run) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AdversarialArrays.write(List.of(run), out);
    return out.toByteArray();
  }
}
