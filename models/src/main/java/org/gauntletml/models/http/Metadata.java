package org.gauntletml.models.http;

import java.util.ArrayList;
import java.util.List;
import org.gauntletml.models.BadInput;
import tools.jackson.databind.JsonNode;

/**
 * What an endpoint says of its model before it is asked.
 *
 * @param platform such as {@code onnxruntime_onnx}; empty where it does not tell
 * @param version the one asked for, or all that the server has; empty where it does not tell
 * @param input the name it has
 * @param datatype of its values
 * @param dims of one example, negative where open; empty where it does not tell
 * @param fixedBatch how many inputs each request must have; 0 where that is open
 */
record Metadata(
    String platform,
    String version,
    String input,
    String datatype,
    List<Long> dims,
    int fixedBatch,
    List<Tensors.Declared> outputs) {
  private static final String UNNAMED = "input-0";

  /**
   * @throws BadInput if it is no model that takes one batch of reals
   */
  static Metadata read(Endpoint endpoint, byte[] body, List<SecretHeader> secrets) {
    String who = endpoint.toString();
    JsonNode tree = Tensors.object(who, body, secrets);
    if (!tree.path("name").isString()) {
      throw BadInput.of(who, "metadata of a model with its name", "JSON without it")
          .hint("Check that the address is that of a model on such a server");
    }
    List<String> versions = new ArrayList<>();
    tree.path("versions").forEach(version -> versions.add(version.asString("")));
    String version = endpoint.version().isEmpty() ? String.join(",", versions) : endpoint.version();
    List<Tensors.Declared> inputs = Tensors.declared(who, tree, "inputs");
    List<Tensors.Declared> outputs = Tensors.declared(who, tree, "outputs");
    String platform = tree.path("platform").asString("");
    if (inputs.isEmpty()) {
      return new Metadata(platform, version, UNNAMED, "FP32", List.of(), 0, outputs);
    }
    Tensors.Declared input = only(who, inputs);
    long batch = input.shape().isEmpty() ? -1 : input.shape().get(0);
    return new Metadata(
        platform,
        version,
        input.name(),
        input.datatype(),
        input.shape().isEmpty() ? List.of() : input.shape().subList(1, input.shape().size()),
        Math.toIntExact(Math.max(0, Math.min(batch, Integer.MAX_VALUE))),
        outputs);
  }

  private static Tensors.Declared only(String who, List<Tensors.Declared> inputs) {
    if (inputs.size() > 1) {
      throw BadInput.of(
              who,
              "a model with one input",
              "inputs " + inputs.stream().map(Tensors.Declared::name).toList())
          .hint("Serve it with the other inputs fixed");
    }
    Tensors.Declared input = inputs.get(0);
    String where = who + ", input '" + input.name() + "'";
    if (!input.datatype().equals("FP32") && !input.datatype().equals("FP64")) {
      throw BadInput.of(where, "an input of type FP32 or FP64", input.datatype())
          .hint("Serve the model with a float input");
    }
    if (input.shape().size() == 1) {
      throw BadInput.of(where, "a batch of examples [N, ...]", "shape " + input.shape())
          .hint("Serve the model with the batch as the first dimension");
    }
    return input;
  }

  /** Whether it tells the shape of an example. */
  boolean isComplete() {
    return !dims.isEmpty() && dims.stream().allMatch(d -> d > 0);
  }
}
