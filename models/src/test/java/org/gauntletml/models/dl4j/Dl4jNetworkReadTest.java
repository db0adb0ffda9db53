package org.gauntletml.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class Dl4jNetworkReadTest {
  private static final AtomicBoolean DESERIALISED = new AtomicBoolean();

  /** Stands for a class that does harm when it is deserialised. */
  private static final class Gadget implements Serializable {
    private static final long serialVersionUID = 1L;

    private void readObject(ObjectInputStream in) {
      DESERIALISED.set(true);
    }
  }

  @TempDir Path folder;
  private Path file;
  private Map<String, byte[]> entries;

  @BeforeEach
  void save() throws IOException {
    file = folder.resolve("model.zip");
    ModelSerializer.writeModel(stack(DataType.FLOAT), file.toFile(), true);
    entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
  }

  private static MultiLayerNetwork stack(DataType type) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(type)
                .list()
                .layer(new DenseLayer.Builder().nOut(5).activation(Activation.TANH).build())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.feedForward(4))
                .build());
    network.init();
    return network;
  }

  private void write(Map<String, byte[]> changed) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : changed.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
  }

  private void with(String name, byte[] content) throws IOException {
    entries.put(name, content);
    write(entries);
  }

  private byte[] entry(String name) {
    return Objects.requireNonNull(entries.get(name));
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(() -> Dl4jNetwork.read(file))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(parts);
  }

  private void assertReadsAs(Model network) {
    INDArray x = Nd4j.linspace(DataType.FLOAT, 0, 0.1, 8).reshape(2, 4);
    INDArray expected =
        network instanceof MultiLayerNetwork stack
            ? Dl4jClassifier.of(stack).logits(x)
            : Dl4jClassifier.of((ComputationGraph) network).logits(x);
    INDArray read = Dl4jNetwork.read(file).classifier().logits(x);
    assertThat(read.data().asFloat()).isEqualTo(expected.data().asFloat());
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE", "HALF", "BFLOAT16"})
  void readsTheParametersOfEveryFloatingType(DataType type) throws IOException {
    MultiLayerNetwork network = stack(DataType.FLOAT);
    INDArray expected = network.params().castTo(type);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Nd4j.write(bytes, expected);
    INDArray read =
        Objects.requireNonNull(
            ParameterVector.read(
                "parameters",
                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())),
                1 << 20));
    assertThat(read.dataType()).isEqualTo(type);
    assertThat(read.castTo(DataType.DOUBLE).data().asDouble())
        .isEqualTo(expected.castTo(DataType.DOUBLE).data().asDouble());
  }

  @Test
  void readsBothKindsInFloatAndDouble() throws IOException {
    assertReadsAs(stack(DataType.FLOAT));
    ModelSerializer.writeModel(stack(DataType.DOUBLE), file.toFile(), false);
    assertReadsAs(stack(DataType.DOUBLE));
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(4))
                .addLayer("a", new DenseLayer.Builder().nOut(5).build(), "in")
                .addLayer(
                    "out",
                    new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
                    "a")
                .setOutputs("out")
                .build());
    graph.init();
    ModelSerializer.writeModel(graph, file.toFile(), true);
    assertReadsAs(graph);
  }

  @Test
  void neverDeserialisesJavaObjects() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new Gadget());
    }
    for (String name : new String[] {"preprocessor.bin", "normalizer.bin", "objects/gadget"}) {
      entries.put(name, bytes.toByteArray());
    }
    write(entries);
    assertThatThrownBy(() -> ModelSerializer.restoreMultiLayerNetwork(file.toFile()))
        .as("the danger is real")
        .isInstanceOf(ClassCastException.class);
    assertThat(DESERIALISED.getAndSet(false)).isTrue();
    assertReadsAs(stack(DataType.FLOAT));
    assertThat(DESERIALISED).isFalse();
  }

  /** Nothing is unpacked, so that names of entries lead nowhere. */
  @Test
  void namesThatLeaveTheFolderLeadNowhere() throws IOException {
    entries.put("../escaped.txt", new byte[10]);
    entries.put("/tmp/../escaped.txt", new byte[10]);
    write(entries);
    assertReadsAs(stack(DataType.FLOAT));
    assertThat(folder.resolveSibling("escaped.txt")).doesNotExist();
    assertThat(Path.of("/escaped.txt")).doesNotExist();
  }

  @Test
  void refusesAKerasArchive() throws IOException {
    write(Map.of("config.json", new byte[2], "model.weights.h5", new byte[2]));
    assertRefused("got a .keras archive. Write the model with model.save(\"net.h5\")");
  }

  @Test
  void refusesAMissingFileAndAFolder() {
    file = folder.resolve("nowhere.zip");
    assertRefused("expected a model file, got no such file.");
    file = folder;
    assertRefused("expected a model file, got something else.");
  }

  @Test
  void refusesWhatIsNoZip() throws IOException {
    Files.writeString(file, "not a zip at all");
    assertRefused("expected a Deeplearning4j model zip", "no intact zip archive");
  }

  @Test
  void refusesATruncatedZip() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertRefused("no intact zip archive");
  }

  @Test
  void refusesAZipOfSomethingElse() throws IOException {
    write(Map.of("arr_0.npy", new byte[100]));
    assertRefused("expected a Deeplearning4j model zip", "without the entry configuration.json");
    entries.remove("coefficients.bin");
    write(entries);
    assertRefused("without the entry coefficients.bin");
  }

  @Test
  void refusesDamagedConfigurations() throws IOException {
    with("configuration.json", "{\"confs\": [".getBytes(StandardCharsets.UTF_8));
    assertRefused("configuration.json: expected well-formed JSON");
    with("configuration.json", "{\"layers\": []}".getBytes(StandardCharsets.UTF_8));
    assertRefused("expected a Deeplearning4j configuration, got JSON with the fields [layers]");
    with("configuration.json", "[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
    assertRefused("expected at most 100 levels of nesting");
    with("configuration.json", "{\"confs\": 7}".getBytes(StandardCharsets.UTF_8));
    assertRefused("expected a network that Deeplearning4j can build");
  }

  @Test
  void refusesForeignClasses() throws IOException {
    String json = new String(entry("configuration.json"), StandardCharsets.UTF_8);
    for (String foreign :
        new String[] {
          "com.example.Gadget",
          "org.nd4j.shade.jackson.databind.ObjectMapper",
          "java.util.ArrayList<org.nd4j.Good>"
        }) {
      String bent = json.replaceFirst("org.nd4j.linalg.activations.impl.ActivationTanH", foreign);
      assertThat(bent).isNotEqualTo(json);
      with("configuration.json", bent.getBytes(StandardCharsets.UTF_8));
      assertRefused("expected only classes of Deeplearning4j and ND4J, got " + foreign);
    }
    String escaped =
        json.replaceFirst("\"@class\" : \"org.nd4j", "\"\\\\u0040class\" : \"com.evil");
    assertThat(escaped).isNotEqualTo(json);
    with("configuration.json", escaped.getBytes(StandardCharsets.UTF_8));
    assertRefused("got com.evil");
  }

  @Test
  void refusesDamagedParameters() throws IOException {
    byte[] whole = entry("coefficients.bin");
    with("coefficients.bin", Arrays.copyOf(whole, whole.length - 4));
    assertRefused("coefficients.bin: expected the parameters of a network");
    with("coefficients.bin", new byte[50]);
    assertRefused("coefficients.bin: expected the parameters of a network");
    ByteArrayOutputStream few = new ByteArrayOutputStream();
    Nd4j.write(few, Nd4j.ones(DataType.FLOAT, 1, 7));
    with("coefficients.bin", few.toByteArray());
    assertRefused("expected a network that Deeplearning4j can build", "length");
    ByteArrayOutputStream integers = new ByteArrayOutputStream();
    Nd4j.write(integers, Nd4j.ones(DataType.INT32, 1, 43));
    with("coefficients.bin", integers.toByteArray());
    assertRefused("expected floating-point parameters, got INT");
  }

  @Test
  void refusesParametersThatSuchAFileCannotHold() throws IOException {
    byte[] bomb = entry("coefficients.bin").clone();
    // second header: after the shape, "MIXED_DATA_TYPES", then the length
    String text = new String(bomb, StandardCharsets.ISO_8859_1);
    int at = text.lastIndexOf("MIXED_DATA_TYPES") + "MIXED_DATA_TYPES".length();
    bomb[at + 3] = 1;
    with("coefficients.bin", bomb);
    assertRefused("bytes of parameters", "unless it is crafted");
  }

  @Test
  void refusesAConfigurationThatInflatesWithoutEnd() throws IOException {
    byte[] blanks = new byte[65 << 20];
    Arrays.fill(blanks, (byte) ' ');
    with("configuration.json", blanks);
    assertThat(Files.size(file)).isLessThan(1 << 20);
    assertRefused("configuration.json: expected at most 67108864 bytes, got more.");
  }
}
