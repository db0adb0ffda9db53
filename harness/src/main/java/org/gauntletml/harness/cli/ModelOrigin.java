package org.gauntletml.harness.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
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

  /** The option that {@link #all} reads. */
  static Option several() {
    return CommandOption.several(
        MODEL,
        "FILE",
        "Deeplearning4j zip, ONNX, Keras h5, SameDiff fb, https://HOST/v2/models/NAME, or"
            + " bundled:fashion-mnist-robust; several, each with its own --model, are compared;"
            + " default: bundled:fashion-mnist");
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

  /** What tells it from others of the same name: its path or address, as typed. */
  String address();

  /**
   * The one that {@code --model} names: a file in any {@link ModelFormat}, an HTTP endpoint, or
   * where there is no such option the bundled one.
   *
   * @param seed of whatever is random in reaching it
   * @throws BadInput naming it, if it is none of these
   */
  static ModelOrigin open(Arguments arguments, long seed) throws IOException {
    return all(arguments, seed).get(0);
  }

  /**
   * As {@link #open}, for a command that takes several.
   *
   * @throws BadInput also if one is named twice
   */
  static List<ModelOrigin> all(Arguments arguments, long seed) throws IOException {
    List<String> named = arguments.texts(MODEL);
    if (new HashSet<>(named).size() < named.size()) {
      throw BadInput.of("--" + MODEL, "each model once", "one twice");
    }
    if (named.stream().noneMatch(Endpoint::isMeantBy)) {
      EndpointOptions.refuse(arguments);
    }
    List<ModelOrigin> origins = new ArrayList<>();
    for (String text : named) {
      origins.add(of(text, arguments, seed));
    }
    return origins.isEmpty() ? List.of(new BundledModel(BundledNetwork.FASHION_MNIST)) : origins;
  }

  private static ModelOrigin of(String text, Arguments arguments, long seed) throws IOException {
    if (BundledModel.isMeantBy(text)) {
      return new BundledModel(BundledModel.named(text));
    }
    return Endpoint.isMeantBy(text)
        ? ModelEndpoint.open(
            Endpoint.parse("--" + MODEL, text),
            EndpointOptions.read(arguments, seed, System.getenv()))
        : ModelFile.open(new Value(MODEL, text).path());
  }
}
