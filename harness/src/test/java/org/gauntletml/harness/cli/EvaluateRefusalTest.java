package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The caller's mistakes: one line, status 2, nothing half-written. */
class EvaluateRefusalTest extends EvaluateFixture {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--eps -8/255 | --eps: expected a positive number or fraction such as 0.03 or 8/255, got"
            + " \"-8/255\".",
        "--eps 0 | got \"0\".",
        "--eps 8/0 | got \"8/0\".",
        "--eps abc | got \"abc\".",
        "--eps 8 | epsilon: expected at most 1.0, as far in Linf as inputs can be apart, got 8."
            + " Inputs lie between 0.0 and 1.0, and epsilon is in their units: 8 steps of an 8-bit"
            + " image are 8/255.",
        "--norm L2 --attacks pgd --eps 29 | epsilon: expected at most 28.0, as far in L2",
        "--attacks fgsm,pdg | --attacks: expected the name of an attack, got \"pdg\". Did you mean"
            + " pgd?",
        "--norm L3 | --norm: expected a norm, got \"L3\". Known are Linf, L2, L1, L0.",
        "--norm L0 | attack fgsm: expected one of the norms [Linf, L2, L1], got L0.",
        "--batch 0 | --batch: expected a whole number from 1 to 2147483647, got \"0\".",
        "--examples none | --examples: expected a whole number",
        "--seed 1.5 | --seed: expected a whole number, got \"1.5\".",
        "--threads -2 | --threads: expected a whole number from 1",
        "--scale 0 | --scale: expected a positive number",
        "--epsilon 8/255 | command line: expected a known option, got \"--epsilon\".",
        "--model /nowhere/m.zip | /nowhere/m.zip: expected a model file, got no such file.",
        "--data /nowhere/d.npz | /nowhere/d.npz: expected IDX (.gz or not), .npz"
      })
  void aMistypedOptionIsRefused(String line, String message) throws IOException {
    refused(line, message);
  }

  @Test
  void aModelFileThatIsNoneIsRefused() throws IOException {
    Path noise = Files.write(temp.resolve("noise.zip"), new byte[] {1, 2, 3, 4});
    refused(
        "--model " + noise,
        "expected a Deeplearning4j model zip, got a file that is no intact zip");

    byte[] whole = Files.readAllBytes(bundledModel());
    Path cut = Files.write(temp.resolve("cut.zip"), Arrays.copyOf(whole, whole.length / 2));
    refused("--model " + cut, "cut.zip: expected a Deeplearning4j model zip");

    Path other = temp.resolve("other.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(other))) {
      zip.putNextEntry(new ZipEntry("hello.txt"));
    }
    refused("--model " + other, "got a zip without the entry configuration.json");
    refused("--model " + temp, "expected a model file, got something else");
  }

  @Test
  void aDamagedModelIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(bundledModel());
    for (int i = bytes.length / 2; i < bytes.length / 2 + 64; i++) {
      bytes[i] ^= 0x55;
    }
    refused("--model " + Files.write(temp.resolve("bent.zip"), bytes), "bent.zip");
  }

  @Test
  void damagedDataAreRefused() throws IOException {
    Path data = data(few.inputs(), few.labels());
    byte[] bytes = Files.readAllBytes(data);
    bytes[bytes.length / 2] ^= 0x55;
    Files.write(data, bytes);
    refused("--data " + data, data + ": expected a readable file");
  }

  @Test
  void dataOfAnotherShapeAreRefusedWithBothShapes() throws IOException {
    Path data = data(Nd4j.zeros(few.inputs().dataType(), 2, 3, 32, 32), 0, 1);
    refused("--data " + data, "inputs of shape [N,1,28,28], got [2, 3, 32, 32]");
  }

  @Test
  void channelsLastDataAreRecognised() throws IOException {
    Path model = model(colour());
    Path data = data(Nd4j.zeros(few.inputs().dataType(), 2, 6, 6, 3), 0, 1);
    refused("--model " + model + " --data " + data, "channels-last (NHWC)");
  }

  private static MultiLayerNetwork colour() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(6, 6, 3))
                .build());
    network.init();
    return network;
  }

  @Test
  void wrongLabelsAreRefused() throws IOException {
    INDArray two = few.inputs().get(NDArrayIndex.interval(0, 2)).dup();
    refused("--data " + data(two, 0, 10), "label", "10");
    refused("--data " + data(two, 0, -1), "example 1: expected a label", "got -1");
    refused("--data " + data(two, 0, 1, 2), "expected one label for each of 2 inputs, got 3");
  }

  @Test
  void wrongPixelsAreRefused() throws IOException {
    INDArray two = few.inputs().get(NDArrayIndex.interval(0, 2)).dup();
    two.putScalar(784 + 5, Float.NaN);
    refused("--data " + data(two, 0, 1), "example 1, feature 5: expected a finite number, got NaN");
    two.putScalar(784 + 5, 0).muli(255);
    refused("--data " + data(two, 0, 1), "expected values in [0.0, 1.0]", "--scale 255");
    assertThat(run("--attacks fgsm --scale 255 --data " + data(two, 9, 2)))
        .as(recorded.err())
        .isEqualTo(ExitStatus.SUCCESS);
  }

  @Test
  void anAttackAboveTheModelsAccessIsRefusedWithTheReason() throws IOException {
    Path model = model(withoutGradients());
    assertThat(run("--model " + model)).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(recorded.err().lines())
        .containsExactly(
            "gauntlet: no gradients: layer layer0 (DenseLayer): the gradient of RReLU in"
                + " Deeplearning4j needs the random slopes of training",
            "gauntlet: attack fgsm: expected a model that gives gradient access, got one that gives"
                + " score access. '--on-missing-access skip' leaves out such attacks, and the"
                + " report says so.");
    assertThat(everything()).containsExactly(temp, model);
  }

  @Test
  void aFolderThatHoldsSomethingIsRefusedUnlessOverwriting() throws IOException {
    Path report = Files.createDirectory(temp.resolve("report"));
    Files.writeString(report.resolve("thesis.tex"), "years of work");
    refused("--attacks fgsm", "--out: expected a new or empty folder", "--overwrite");

    assertThat(run("--attacks fgsm --overwrite")).isEqualTo(ExitStatus.SUCCESS);
    assertThat(report.resolve("thesis.tex")).hasContent("years of work");
    assertThat(report.resolve("report.html")).isNotEmptyFile();
  }

  @Test
  void aFileWhereTheFolderShouldBeIsRefused() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");
    refused("--out " + file, "--out: expected a folder, got the file " + file);
    refused("--out " + file.resolve("sub"), "--out: expected a folder");
  }

  @Test
  @EnabledOnOs(OS.LINUX) // there, not even root may write to /proc
  void aFolderThatCannotBeWrittenIsRefused() throws IOException {
    refused("--out /proc/gauntlet", "--out: expected a folder that can be written");
  }
}
