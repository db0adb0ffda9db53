package org.gauntletml.harness.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.Option;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.bundled.BundledNetwork;
import org.gauntletml.models.http.Endpoint;
import org.gauntletml.models.wrapping.ImportOptions;

/** The model that a command is about, and where it came from. */
interface ModelOrigin {
  String MODEL = "model";

  /** The option that {@link #open} reads. */
  static Option anywhere() {
    return CommandOption.option(
        MODEL,
        "FILE",
        "Deeplearning4j zip, ONNX, Keras h5, SameDiff fb, https://HOST/v2/models/NAME, or"
            + " bundled:fashion-mnist-robust; default: bundled:fashion-mnist");
  }

  /** The option that {@link #local} reads. */
  static Option inFile() {
    return CommandOption.option(
        MODEL,
        "FILE",
        "Deeplearning4j zip, ONNX, Keras h5, SameDiff fb or bundled:fashion-mnist-robust; default:"
            + " bundled:fashion-mnist");
  }

  /** What reports call it. */
  String name();

  /** The model, not wrapped yet. */
  ModelSource source();

  /** What tells it from every other one, for the provenance. */
  Map<String, String> identity() throws IOException;

  /** Shape of one input, images channels first; empty where the model does not tell. */
  default Optional<List<Long>> inputShape(ImportOptions options) {
    return source().inputShape(options);
  }

  /**
   * The one that {@code --model} names: a file in any {@link ModelFormat}, an HTTP endpoint, or
   * where there is no such option the bundled one.
   *
   * @param seed of whatever is random in reaching it
   * @throws BadInput naming it, if it is none of these
   */
  static ModelOrigin open(Arguments arguments, long seed) throws IOException {
    Optional<String> address = arguments.text(MODEL).filter(Endpoint::isMeantBy);
    if (address.isPresent()) {
      return ModelEndpoint.open(
          Endpoint.parse("--" + MODEL, address.get()),
          EndpointOptions.read(arguments, seed, System.getenv()));
    }
    EndpointOptions.refuse(arguments);
    return local(arguments);
  }

  /**
   * As {@link #open}, for a command that asks too much for a model behind an endpoint.
   *
   * @throws BadInput naming it, if it is no file of a model
   */
  static ModelOrigin local(Arguments arguments) throws IOException {
    if (arguments.text(MODEL).filter(Endpoint::isMeantBy).isPresent()) {
      throw BadInput.of("--" + MODEL, "a model in a file, for so many questions", "an endpoint");
    }
    Optional<String> bundled = arguments.text(MODEL).filter(BundledModel::isMeantBy);
    if (bundled.isPresent()) {
      return new BundledModel(BundledModel.named(bundled.get()));
    }
    return arguments.path(MODEL).isPresent()
        ? ModelFile.open(arguments.path(MODEL).get())
        : new BundledModel(BundledNetwork.FASHION_MNIST);
  }
}
