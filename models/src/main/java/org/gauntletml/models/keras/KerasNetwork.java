package org.gauntletml.models.keras;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.deeplearning4j.nn.modelimport.keras.KerasLayer;
import org.deeplearning4j.nn.modelimport.keras.KerasModel;
import org.deeplearning4j.nn.modelimport.keras.KerasSequentialModel;
import org.deeplearning4j.nn.modelimport.keras.config.KerasModelConfiguration;
import org.deeplearning4j.nn.modelimport.keras.exceptions.InvalidKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.exceptions.UnsupportedKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.utils.KerasModelBuilder;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads models that Keras 2 or 3 wrote with {@code model.save("net.h5")}.
 *
 * <pre>{@code
 * Dl4jNetwork network = KerasNetwork.read(Path.of("net.h5"));
 * Classifier model = network.classifier();
 * }</pre>
 */
public final class KerasNetwork {
  private static final String ADVICE =
      "Convert the model to ONNX with tf2onnx, which knows more layers";

  private KerasNetwork() {}

  /**
   * A Sequential or functional model with one input and one output as a Deeplearning4j network with
   * the same layers and weights. It takes images as {@code [C,H,W]}, whatever their order in Keras.
   *
   * @throws BadInput if the file is missing, damaged, no Keras model, or has a layer or a setting
   *     that Deeplearning4j's import does not know or gets wrong; the message names the file
   */
  public static Dl4jNetwork read(Path path) {
    try (KerasFile file = KerasFile.open(path)) {
      KerasConfiguration configuration =
          KerasConfiguration.of(file.name(), file.version(), file.configuration());
      Dl4jNetwork network = network(file, configuration);
      return network.from(
          configuration.format(), configuration.inputShape(), configuration.layout());
    } catch (BadInput told) {
      throw told;
    } catch (IOException failed) {
      throw BadInput.of(path.toString(), "a file that can be read", String.valueOf(failed));
    } catch (InvalidKerasConfigurationException
        | UnsupportedKerasConfigurationException
        | RuntimeException refused) {
      throw BadInput.of(
              path.toString(),
              "a model that Deeplearning4j's Keras import can build",
              firstSentence(refused.getMessage()))
          .hint(ADVICE);
    }
  }

  private static Dl4jNetwork network(KerasFile file, KerasConfiguration configuration)
      throws IOException,
          InvalidKerasConfigurationException,
          UnsupportedKerasConfigurationException {
    try (KerasModelBuilder builder =
        new KerasModelBuilder(new KerasModelConfiguration())
            .modelJson(configuration.json())
            .enforceTrainingConfig(false)) {
      if (configuration.sequential()) {
        KerasSequentialModel model = builder.buildSequential();
        load(file, model);
        return Dl4jNetwork.of(model.getMultiLayerNetwork(true));
      }
      KerasModel model = builder.buildModel();
      load(file, model);
      return Dl4jNetwork.of(model.getComputationGraph(true));
    }
  }

  private static void load(KerasFile file, KerasModel model)
      throws InvalidKerasConfigurationException, UnsupportedKerasConfigurationException {
    for (Map.Entry<String, KerasLayer> entry : model.getLayers().entrySet()) {
      KerasLayer layer = entry.getValue();
      if (layer.getNumParams() > 0) {
        Map<String, INDArray> weights = file.weights(entry.getKey());
        if (weights.size() != layer.getNumParams()) {
          throw BadInput.of(
              file.name() + ", layer '" + entry.getKey() + "'",
              layer.getNumParams() + " arrays of weights",
              weights.keySet());
        }
        layer.setWeights(weights);
      }
    }
  }

  private static String firstSentence(@Nullable String message) {
    return message == null
        ? "an unexplained failure"
        : message.lines().findFirst().orElse("").replaceFirst("[.;:](\\s.*)?$", "");
  }
}
