package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.bundled.FashionMnist;
import org.gauntletml.models.bundled.FashionMnistNet;
import org.gauntletml.models.bundled.ModelZip;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.data.NpzWriter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Runs {@code gauntlet evaluate} in a folder of its own, on small models and data. */
abstract class EvaluateFixture {
  static Dataset few;

  @TempDir Path temp;
  Recorded recorded = new Recorded();

  @BeforeAll
  static void takeAFewImages() {
    few = FashionMnist.test1000().head(24);
  }

  final ExitStatus run(String line) {
    recorded = new Recorded();
    List<String> words = new ArrayList<>(List.of("evaluate"));
    line.lines().flatMap(part -> Stream.of(part.strip().split(" +"))).forEach(words::add);
    if (!words.contains("--examples")) {
      words.addAll(List.of("--examples", "24", "--no-curve"));
    }
    if (!words.contains("--out")) {
      words.addAll(List.of("--out", temp.resolve("report").toString()));
    }
    return new Gauntlet(Gauntlet.COMMANDS, recorded.console()).run(words);
  }

  /** One line on standard error, status 2, and nothing left behind. */
  final void refused(String line, String... parts) throws IOException {
    List<Path> before = everything();
    assertThat(run(line)).as(recorded.err()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(recorded.err().lines()).singleElement().asString().startsWith("gauntlet: ");
    assertThat(recorded.err()).contains(parts);
    assertThat(recorded.out()).isEmpty();
    assertThat(everything()).isEqualTo(before);
  }

  final List<Path> everything() throws IOException {
    try (Stream<Path> files = Files.walk(temp)) {
      return files.sorted().toList();
    }
  }

  final Path bundledModel() throws IOException {
    Path file = temp.resolve("model.zip");
    try (InputStream zip = FashionMnistNet.zip()) {
      Files.copy(zip, file);
    }
    return file;
  }

  final Path data(INDArray inputs, int... labels) throws IOException {
    Path file = temp.resolve("data.npz");
    try (NpzWriter npz = new NpzWriter(Files.newOutputStream(file))) {
      npz.put("x", inputs);
      npz.put("y", Nd4j.createFromArray(labels));
    }
    return file;
  }

  final Path model(Model network) throws IOException {
    Path file = temp.resolve("model.zip");
    try (OutputStream out = Files.newOutputStream(file)) {
      ModelZip.write(network, out);
    }
    return file;
  }

  static MultiLayerNetwork dense(int features, int classes, Activation activation) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(
                    new DenseLayer.Builder().nIn(features).nOut(8).activation(activation).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(8)
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    return network;
  }

  /** A layer without a translation behind one that Deeplearning4j cannot differentiate. */
  static MultiLayerNetwork withoutGradients() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(
                    new DenseLayer.Builder().nIn(784).nOut(8).activation(Activation.RRELU).build())
                .layer(
                    new VariationalAutoencoder.Builder()
                        .nIn(8)
                        .nOut(4)
                        .encoderLayerSizes(5)
                        .decoderLayerSizes(5)
                        .build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(4)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    return network;
  }
}
