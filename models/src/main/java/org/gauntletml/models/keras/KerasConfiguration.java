package org.gauntletml.models.keras;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.wrapping.ImageLayout;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * The layers of a Keras model, in the words of Keras 2, which are what Deeplearning4j's import
 * reads. Settings that this import passes over in silence are refused here.
 *
 * @param json for the import
 * @param format what the model was, for a person
 * @param sequential whether it is a stack of layers
 * @param inputShape of one input, images as {@code [C,H,W]}; null where it is open
 * @param layout of its images
 */
record KerasConfiguration(
    String json,
    String format,
    boolean sequential,
    @Nullable List<Long> inputShape,
    ImageLayout layout) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SEQUENTIAL = "Sequential";
  private static final Set<String> GRAPHS = Set.of("Functional", "Model");
  private static final String KIND = "class_name";
  private static final String SETTINGS = "config";
  private static final String INPUT_SHAPE = "batch_input_shape";
  private static final String INBOUND = "inbound_nodes";
  private static final Set<String> PASSIVE =
      Set.of("batch_shape", "dtype", "registered_name", "module", "build_config");

  /** A setting that the import would ignore. */
  private record Ignored(String setting, Predicate<JsonNode> harmless, String expected) {}

  private static final List<Ignored> IGNORED =
      List.of(
          new Ignored("groups", value -> value.asInt(1) == 1, "1"),
          new Ignored("interpolation", value -> value.asText().equals("nearest"), "nearest"),
          new Ignored("keepdims", value -> !value.asBoolean(), "false"),
          new Ignored("output_padding", JsonNode::isNull, "none"),
          new Ignored("go_backwards", value -> !value.asBoolean(), "false"),
          new Ignored("return_state", value -> !value.asBoolean(), "false"));

  /**
   * @param file for messages
   * @param version of the Keras that wrote it
   * @throws BadInput if this is neither a stack nor a graph of layers with one input and one
   *     output, or has a setting that cannot be kept
   */
  static KerasConfiguration of(String file, String version, String text) {
    int major = version.isEmpty() ? 1 : Character.digit(version.charAt(0), 10);
    if (major < 2 || major > 3) {
      throw BadInput.of(file, "a model of Keras 2 or 3", "one of Keras " + version)
          .hint("Load it in a newer Keras and save it again");
    }
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException damaged) {
      throw BadInput.of(file, "layers in well-formed JSON", "a syntax error");
    }
    String kind = root.path(KIND).asText();
    boolean stack = kind.equals(SEQUENTIAL);
    if (!stack && !GRAPHS.contains(kind)) {
      throw BadInput.of(file, "a Sequential or functional model", "a " + kind)
          .hint("Convert the model to ONNX with tf2onnx");
    }
    JsonNode settings = root.path(SETTINGS);
    JsonNode layers = settings.isArray() ? settings : settings.path("layers");
    if (!layers.isArray() || layers.isEmpty()) {
      throw BadInput.of(file, "a model with layers", "none");
    }
    if (!stack) {
      requireOne(file, (ObjectNode) settings, "input_layers");
      requireOne(file, (ObjectNode) settings, "output_layers");
    }
    ImageLayout layout = ImageLayout.NHWC;
    for (JsonNode layer : layers) {
      if (!(layer instanceof ObjectNode node) || !(layer.path(SETTINGS) instanceof ObjectNode)) {
        throw BadInput.of(file, "layers with settings", layer.getNodeType());
      }
      Layer one = new Layer(file, node, major);
      one.modernise();
      one.check();
      if (layer.path(SETTINGS).path("data_format").asText().equals("channels_first")) {
        layout = ImageLayout.NCHW;
      }
    }
    ((ObjectNode) root).put("keras_version", "2").put("backend", "tensorflow");
    return new KerasConfiguration(
        root.toString(),
        "Keras " + version + " " + (stack ? SEQUENTIAL : "functional model"),
        stack,
        shape(layers.get(0).path(SETTINGS).path(INPUT_SHAPE), layout),
        layout);
  }

  /** Keras 3 writes {@code ["x",0,0]} where Keras 2 writes {@code [["x",0,0]]}. */
  private static void requireOne(String file, ObjectNode settings, String what) {
    JsonNode list = settings.path(what);
    if (list.size() == 3 && list.get(0).isTextual()) {
      settings.set(what, JSON.createArrayNode().add(list));
    } else if (list.size() != 1) {
      throw BadInput.of(file, "a model with one input and one output", list.size() + " " + what)
          .hint("Save a keras.Model that has the others as constants");
    }
  }

  private static @Nullable List<Long> shape(JsonNode batch, ImageLayout layout) {
    List<Long> shape = new ArrayList<>();
    for (int i = 1; i < batch.size(); i++) {
      if (!batch.get(i).isIntegralNumber()) {
        return null;
      }
      shape.add(batch.get(i).asLong());
    }
    if (shape.isEmpty()) {
      return null;
    }
    return shape.size() == 3 && layout == ImageLayout.NHWC
        ? List.of(shape.get(2), shape.get(0), shape.get(1))
        : shape;
  }

  /** One layer being made ready. */
  private record Layer(String file, ObjectNode node, int version) {
    private ObjectNode settings() {
      return (ObjectNode) node.get(SETTINGS);
    }

    private String kind() {
      return node.path(KIND).asText();
    }

    void modernise() {
      ObjectNode settings = settings();
      if (settings.has("batch_shape")) {
        settings.set(INPUT_SHAPE, settings.get("batch_shape"));
      }
      settings.remove(PASSIVE);
      if (settings.has("negative_slope") && kind().equals("LeakyReLU")) {
        settings.set("alpha", settings.get("negative_slope"));
      }
      ArrayNode inbound = JSON.createArrayNode();
      for (JsonNode call : node.path(INBOUND)) {
        if (call.has("args")) {
          ArrayNode tensors = JSON.createArrayNode();
          call.path("args").findValues("keras_history").forEach(tensors::add);
          inbound.add(tensors);
        }
      }
      if (!inbound.isEmpty()) {
        node.set(INBOUND, inbound);
      }
    }

    void check() {
      if (node.path(INBOUND).size() > 1) {
        throw refuse("layers that are used once", node.path(INBOUND).size() + " uses of this one");
      }
      for (Ignored ignored : IGNORED) {
        JsonNode value = settings().get(ignored.setting());
        if (value != null && !ignored.harmless().test(value)) {
          throw refuse(ignored.setting() + " to be " + ignored.expected(), value);
        }
      }
      if (version > 2 && settings().path("activation").asText().equals("hard_sigmoid")) {
        throw refuse("an activation that means the same in Keras 2", "hard_sigmoid of Keras 3");
      }
      JsonNode axis = settings().path("axis");
      int along = axis.isArray() && axis.size() == 1 ? axis.get(0).asInt() : axis.asInt(-1);
      if (kind().equals("Softmax") && along != -1) {
        throw refuse("a softmax over the last axis", "axis " + along);
      }
    }

    private BadInput refuse(String expected, Object got) {
      String name = settings().path("name").asText();
      return BadInput.of(file + ", layer '" + name + "' (" + kind() + ")", expected, got)
          .hint("Convert the model to ONNX with tf2onnx");
    }
  }
}
