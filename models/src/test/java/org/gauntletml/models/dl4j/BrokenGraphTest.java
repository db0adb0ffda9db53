package org.gauntletml.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;

/** Model files whose graph is none: what is wrong is told, with the vertex. */
@Timeout(60)
class BrokenGraphTest {
  private static final String CONFIGURATION = "configuration.json";

  @TempDir Path folder;
  private Path file;
  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  @BeforeEach
  void save() throws IOException {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(4))
                .addLayer("a", new DenseLayer.Builder().nOut(4).build(), "in")
                .addLayer("b", new DenseLayer.Builder().nOut(4).build(), "a")
                .addLayer(
                    "out",
                    new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
                    "b")
                .setOutputs("out")
                .build());
    graph.init();
    file = folder.resolve("graph.zip");
    ModelSerializer.writeModel(graph, file.toFile(), false);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
  }

  private void assertRefused(String pattern, String by, String... parts) throws IOException {
    String json = new String(entries.get(CONFIGURATION), StandardCharsets.UTF_8);
    String bent = json.replaceAll(pattern, by);
    assertThat(bent).isNotEqualTo(json);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(
            entry.getKey().equals(CONFIGURATION)
                ? bent.getBytes(StandardCharsets.UTF_8)
                : entry.getValue());
      }
    }
    assertThatThrownBy(() -> Dl4jNetwork.read(file))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(parts);
  }

  @Test
  void aCycle() throws IOException {
    assertRefused(
        "\"a\" : \\[ \"in\" \\]",
        "\"a\" : [ \"b\" ]",
        "vertex 'a': expected a graph without a cycle, got one that leads through [a, b].");
  }

  @Test
  void aDanglingInput() throws IOException {
    assertRefused(
        "\"b\" : \\[ \"a\" \\]",
        "\"b\" : [ \"nowhere\" ]",
        "vertex 'b': expected inputs that are there, got the dangling input nowhere.");
    assertRefused(
        "\"networkOutputs\" : \\[ \"out\" \\]",
        "\"networkOutputs\" : [ \"up\" ]",
        "network outputs that are vertices, got 'up'");
  }

  @Test
  void aVertexBeforeItsInputs() throws IOException {
    assertRefused(
        "\"topologicalOrderStr\" : \\[ \"in\", \"a\", \"b\"",
        "\"topologicalOrderStr\" : [ \"in\", \"b\", \"a\"",
        "vertex 'b': expected an order in which inputs come first, got [in, b, a, out].");
  }

  @Test
  void anUnknownLayer() throws IOException {
    assertRefused("layers.DenseLayer", "layers.DanceLayer", "DanceLayer");
  }

  @Test
  void anAttributeOfAWrongValue() throws IOException {
    assertRefused("\"nout\" : 4", "\"nout\" : -4", "Layer a");
    assertRefused("\"nout\" : 4", "\"nout\" : \"many\"", "many");
  }
}
