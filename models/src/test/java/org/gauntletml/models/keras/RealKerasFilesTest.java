package org.gauntletml.models.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.dl4j.Dl4jClassifier;
import org.gauntletml.models.dl4j.Dl4jModel;
import org.gauntletml.models.onnx.OnnxNetwork;
import org.gauntletml.models.wrapping.GraphModel;
import org.gauntletml.models.wrapping.ImageLayout;
import org.gauntletml.models.wrapping.ImportOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Published Keras models against ONNX files that tf2onnx made of them. */
@Tag("shared")
class RealKerasFilesTest {
  private static final Path MODELS =
      Path.of(System.getProperty("gauntlet.root", "."))
          .toAbsolutePath()
          .resolve("../shared/data/models-cifar10")
          .normalize();

  @ParameterizedTest
  @CsvSource({
    "onepixel_cifar10_lenet.h5, onepixel_lenet.onnx",
    "onepixel_cifar10_resnet.h5, onepixel_resnet32.onnx"
  })
  void answersAsItsOnnxExport(String keras, String onnx) {
    Path file = MODELS.resolve("src").resolve(keras);
    assumeTrue(Files.exists(file), "the models beside this checkout are absent");
    InputSpec input = InputSpec.unit(3, 32, 32);
    Dl4jModel model = KerasNetwork.read(file).classifier(input);
    double[] values = new SplittableRandom(1).doubles(4L * input.features()).toArray();
    INDArray x = Nd4j.createFromArray(values).reshape('c', input.batch(4)).castTo(DataType.FLOAT);
    try (GraphModel other =
        (GraphModel)
            OnnxNetwork.read(MODELS.resolve("onnx").resolve(onnx))
                .model(input, ImportOptions.DEFAULT.laidOut(ImageLayout.NHWC))) {
      assertThat(model).isInstanceOf(Dl4jClassifier.class);
      assertThat(model.description().limitation()).isEmpty();
      INDArray expected = other.logits(x);
      double scale = Math.max(1, expected.amaxNumber().doubleValue());
      assertThat(model.logits(x).sub(expected).amaxNumber().doubleValue())
          .isEqualTo(0, within(1e-4 * scale));
    }
  }
}
