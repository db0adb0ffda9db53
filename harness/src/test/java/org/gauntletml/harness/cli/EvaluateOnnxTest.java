package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.onnx.OnnxExport;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** {@code gauntlet evaluate --model net.onnx}. */
class EvaluateOnnxTest extends EvaluateFixture {
  private Path linear() {
    Random random = new Random(1);
    float[] weights = new float[784 * 10];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    GraphBuilder b = new GraphBuilder();
    Node x = b.input("x", 1, 28, 28);
    Node scores = b.matMul(b.flatten(x), b.parameter("w", Tensor.of(weights, 784, 10)));
    Path file = temp.resolve("linear.onnx");
    OnnxExport.write(b.output("p", b.softmax(scores, 1)).build(), file);
    return file;
  }

  @Test
  void theReportTellsWhatWasDoneOnImport() throws IOException {
    assertThat(run("--model " + linear() + " --mean 0.3 --std 1/2 --attacks fgsm"))
        .as(recorded.err())
        .isEqualTo(ExitStatus.SUCCESS);
    assertThat(recorded.out()).contains("fgsm");
    String json = Files.readString(temp.resolve("report/report.json"));
    assertThat(json)
        .contains(
            "\"ONNX, operator set ",
            "a softmax at its end was taken off; inputs are normalised inside it",
            "\"gradient\"");
  }

  @Test
  void normalisationThatMakesNoSenseIsRefused() throws IOException {
    Path model = linear();
    refused("--model " + model + " --mean 0.5", "--mean and --std: expected both or none");
    refused("--model " + model + " --mean 0.5 --std 0", "finite means and positive deviations");
    refused(
        "--model " + model + " --mean a,b --std 1",
        "--mean: expected numbers between commas, such as 0.5,1/255, got \"a\".");
    refused("--model " + model + " --layout chw", "--layout: expected nchw or nhwc, got chw.");
    refused("--model " + model + " --model-output q", "expected an output among [p], got q.");
    refused("--mean 0.5,1 --std 1,1", "expected one value or one per channel, 1, got 2 values.");
    refused("--model-output q", "network output: expected one of [", "got q.");
  }

  @Test
  void aSameDiffGraphAndItsNormalisation() throws IOException {
    SameDiff graph = SameDiff.create();
    SDVariable x = graph.placeHolder("x", DataType.FLOAT, -1, 784);
    float[] weights = new float[7840];
    Random random = new Random(1);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    graph.nn().softmax(x.mmul(graph.var("w", Nd4j.createFromArray(weights).reshape(784, 10))), 1);
    Path file = temp.resolve("net.fb");
    graph.save(file.toFile(), false);
    assertThat(run("--model " + file + " --mean 0.3 --std 1/2 --attacks fgsm"))
        .as(recorded.err())
        .isEqualTo(ExitStatus.SUCCESS);
    assertThat(Files.readString(temp.resolve("report/report.json")))
        .contains("SameDiff graph", "a softmax at its end was taken off", "\"gradient\"");
  }

  @Test
  void theBundledModelTakesANormalisation() throws IOException {
    assertThat(run("--mean 0 --std 1 --attacks fgsm")).isEqualTo(ExitStatus.SUCCESS);
    assertThat(Files.readString(temp.resolve("report/report.json")))
        .contains("inputs are normalised inside it", "Deeplearning4j MultiLayerNetwork");
  }

  @Test
  void aFileOfAnotherKindIsRefused() throws IOException {
    Path picture = Files.write(temp.resolve("net.pt"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0});
    refused(
        "--model " + picture,
        "expected a model of Deeplearning4j (.zip), ONNX (.onnx), Keras (.h5) or SameDiff (.fb),"
            + " got a",
        "torch.onnx.export");
    ByteArrayOutputStream objects = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(objects)) {
      out.writeObject(new ArrayList<>(List.of("weights")));
    }
    refused(
        "--model " + Files.write(temp.resolve("model.bin"), objects.toByteArray()),
        "Java objects that were serialised, which are never read.");
    byte[] whole = Files.readAllBytes(linear());
    Path cut = temp.resolve("cut.onnx");
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length / 2));
    Files.delete(temp.resolve("linear.onnx"));
    refused("--model " + cut, "cut.onnx: expected an ONNX model, got a file that is truncated");
  }
}
