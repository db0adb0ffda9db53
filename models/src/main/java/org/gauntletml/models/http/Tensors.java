package org.gauntletml.models.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gauntletml.models.BadInput;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the protocol's JSON, and says what is wrong with it where something is. */
final class Tensors {
  /** Infinities and NaN are no JSON, but servers send them; we want to tell them by name. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private Tensors() {}

  /**
   * What metadata declare.
   *
   * @param shape negative where it is open
   */
  record Declared(String name, String datatype, List<Long> shape) {
    boolean isReal() {
      return datatype.startsWith("FP") || datatype.equals("BF16");
    }

    boolean isWhole() {
      return datatype.startsWith("INT") || datatype.startsWith("UINT");
    }
  }

  /**
   * Values that were sent.
   *
   * @param values in row order; none where they are no numbers
   */
  record Sent(Declared declared, double[] values) {}

  /**
   * The output that tells the classes: the one of this name, else the only one of reals, else the
   * only one of whole numbers.
   *
   * @param name empty where nobody chose one
   * @throws BadInput if that is none or several
   */
  static Declared choose(String who, List<Declared> outputs, String name) {
    List<String> names = outputs.stream().map(Declared::name).toList();
    if (!name.isEmpty()) {
      return outputs.stream()
          .filter(each -> each.name().equals(name))
          .findFirst()
          .orElseThrow(() -> BadInput.of(who, "an output among " + names, name));
    }
    List<Declared> reals = outputs.stream().filter(Declared::isReal).toList();
    List<Declared> whole = outputs.stream().filter(Declared::isWhole).toList();
    if (reals.size() == 1) {
      return reals.get(0);
    }
    if (reals.isEmpty() && whole.size() == 1) {
      return whole.get(0);
    }
    if (outputs.size() == 1) {
      throw BadInput.of(
              who + ", output '" + names.get(0) + "'",
              "scores (FP32) or labels (INT64)",
              outputs.get(0).datatype())
          .hint("Serve the model with numbers as its output");
    }
    throw BadInput.of(who, "one output of class scores", "outputs " + names)
        .hint("Say which one tells the classes, on the command line with --model-output");
  }

  /**
   * An object of the protocol.
   *
   * @throws BadInput if the body is something else
   */
  static JsonNode object(String who, byte[] body, List<SecretHeader> secrets) {
    try {
      JsonNode tree = JSON.readTree(body);
      if (tree.isObject()) {
        return tree;
      }
    } catch (JacksonException e) {
      throw foreign(who, body, secrets);
    }
    throw foreign(who, body, secrets);
  }

  private static BadInput foreign(String who, byte[] body, List<SecretHeader> secrets) {
    String text = ServerText.of(body, secrets);
    return BadInput.of(
            who,
            "a JSON object of the Open Inference Protocol v2",
            text.isEmpty() ? "nothing" : '"' + text + '"')
        .hint("Check that the address is that of a model on such a server");
  }

  /** The tensors that metadata list under {@code key}; none where the key is missing. */
  static List<Declared> declared(String who, JsonNode metadata, String key) {
    List<Declared> declared = new ArrayList<>();
    for (JsonNode each : list(who, metadata, key)) {
      String name = each.path("name").asString("");
      String where = who + ", " + key + " '" + name + "'";
      declared.add(
          new Declared(name, each.path("datatype").asString(""), shape(where, each.path("shape"))));
    }
    return declared;
  }

  /**
   * The outputs of an answer.
   *
   * @throws BadInput if there is none, or one is no tensor of numbers
   */
  static List<Sent> outputs(String who, JsonNode answer) {
    List<JsonNode> nodes = new ArrayList<>();
    list(who, answer, "outputs").forEach(nodes::add);
    List<Declared> declared = declared(who, answer, "outputs");
    List<Sent> outputs = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      Declared each = declared.get(i);
      boolean numbers = each.isReal() || each.isWhole();
      outputs.add(
          new Sent(
              each,
              numbers
                  ? values(who + ", output '" + each.name() + "'", nodes.get(i).path("data"))
                  : new double[0]));
    }
    if (outputs.isEmpty()) {
      throw BadInput.of(who, "outputs", "an answer without any");
    }
    return outputs;
  }

  private static JsonNode list(String who, JsonNode tree, String key) {
    JsonNode list = tree.path(key);
    if (!list.isMissingNode() && !list.isNull() && !list.isArray()) {
      throw BadInput.of(who, "a list of " + key, list.getNodeType());
    }
    return list;
  }

  private static List<Long> shape(String who, JsonNode shape) {
    List<Long> dims = new ArrayList<>();
    for (JsonNode dim : shape) {
      if (!dim.isIntegralNumber()) {
        throw BadInput.of(who, "a shape of whole numbers", shape);
      }
      dims.add(dim.asLong());
    }
    return List.copyOf(dims);
  }

  private static double[] values(String who, JsonNode data) {
    if (!data.isArray()) {
      throw BadInput.of(who, "its values as JSON under 'data'", data.getNodeType())
          .hint("Binary answers are not read; have the server send JSON");
    }
    double[] values = new double[data.size()];
    int count = 0;
    for (JsonNode value : data) {
      double[] some = value.isArray() ? values(who, value) : new double[] {number(who, value)};
      if (count + some.length > values.length) {
        values = Arrays.copyOf(values, Math.max(2 * values.length, count + some.length));
      }
      System.arraycopy(some, 0, values, count, some.length);
      count += some.length;
    }
    return Arrays.copyOf(values, count);
  }

  private static double number(String who, JsonNode value) {
    if (!value.isNumber()) {
      throw BadInput.of(who, "numbers", value);
    }
    return value.asDouble();
  }
}
