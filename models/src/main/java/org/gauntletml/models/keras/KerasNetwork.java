package org.gauntletml.models.keras;

import io.jhdf.exceptions.HdfException;
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
import org.gauntletml.models.wrapping.ImageLayout;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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
    String name = path.toString();
    try (KerasFile file = KerasFile.open(path)) {
      KerasConfiguration configuration = configuration(file);
      return network(file, configuration)
          .from(configuration.format(), configuration.inputShape(), ImageLayout.NHWC);
    } catch (BadInput told) {
      throw told;
    } catch (IOException failed) {
      throw BadInput.of(name, "a file that can be read", String.valueOf(failed));
    } catch (HdfException damaged) {
      throw KerasFile.damaged(name);
    } catch (InvalidKerasConfigurationException
        | UnsupportedKerasConfigurationException
        | RuntimeException refused) {
      String why = firstSentence(refused.getMessage());
      throw BadInput.of(name, "a model that Deeplearning4j's Keras import can build", why)
          .hint(ADVICE);
    }
  }

  private static KerasConfiguration configuration(KerasFile file) {
    String json;
    String version;
    try {
      json = file.configuration();
      version = file.version();
    } catch (BadInput told) {
      throw told;
    } catch (RuntimeException damaged) {
      throw KerasFile.damaged(file.name());
    }
    return KerasConfiguration.of(file.name(), version, json);
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
        load(file, configuration, model);
        return Dl4jNetwork.of(model.getMultiLayerNetwork(true));
      }
      KerasModel model = builder.buildModel();
      load(file, configuration, model);
      return Dl4jNetwork.of(model.getComputationGraph(true));
    }
  }

  private static void load(KerasFile file, KerasConfiguration configuration, KerasModel model)
      throws InvalidKerasConfigurationException {
    for (Map.Entry<String, KerasLayer> entry : model.getLayers().entrySet()) {
      KerasLayer layer = entry.getValue();
      if (layer.getNumParams() > 0) {
        Map<String, INDArray> weights = file.weights(entry.getKey());
        complete(configuration.layers().get(entry.getKey()), weights);
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

  private static void complete(@Nullable LayerSettings settings, Map<String, INDArray> weights) {
    INDArray like = weights.get("moving_variance");
    if (settings != null) {
      settings.complete(
          weights, value -> Nd4j.valueArrayOf(like == null ? 1 : like.length(), value));
    }
  }

  private static String firstSentence(@Nullable String message) {
    return message == null
        ? "an unexplained failure"
        : message.lines().findFirst().orElse("").replaceFirst("[.;:](\\s.*)?$", "");
  }
}
