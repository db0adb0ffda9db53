package org.gauntletml.models.keras;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.Predicate;
import org.gauntletml.models.BadInput;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/** One layer of a Keras model, with the settings in its JSON. */
record LayerSettings(String file, ObjectNode node, int version) {
  private static final String INPUT_SHAPE = "batch_input_shape";
  private static final String INBOUND = "inbound_nodes";
  private static final String SETTINGS = "config";
  private static final String ADVICE = "Convert the model to ONNX with tf2onnx";
  private static final Set<String> PASSIVE =
      Set.of("batch_shape", "dtype", "registered_name", "module", "build_config");

  /** A setting that the import would pass over in silence. */
  private record Ignored(String setting, Predicate<JsonNode> harmless, String expected) {}

  private static final List<Ignored> IGNORED =
      List.of(
          new Ignored("data_format", v -> !v.asText().equals("channels_first"), "channels_last"),
          new Ignored("groups", v -> v.asInt(1) == 1, "1"),
          new Ignored("keepdims", v -> !v.asBoolean(), "false"),
          new Ignored("output_padding", JsonNode::isNull, "none"),
          new Ignored("go_backwards", v -> !v.asBoolean(), "false"),
          new Ignored("return_state", v -> !v.asBoolean(), "false"),
          new Ignored("stateful", v -> !v.asBoolean(), "false"));

  /**
   * @throws BadInput if it is no layer with settings
   */
  static LayerSettings of(String file, JsonNode layer, int version) {
    if (!(layer instanceof ObjectNode node) || !(layer.path(SETTINGS) instanceof ObjectNode)) {
      throw BadInput.of(file, "layers with settings", layer.getNodeType());
    }
    return new LayerSettings(file, node, version);
  }

  private ObjectNode settings() {
    return (ObjectNode) node.get(SETTINGS);
  }

  String kind() {
    return node.path("class_name").asText();
  }

  String name() {
    return settings().path("name").asText();
  }

  /** Its part in the words of Keras 2. */
  void modernise() {
    ObjectNode settings = settings();
    if (settings.has("batch_shape")) {
      settings.set(INPUT_SHAPE, settings.get("batch_shape"));
    }
    settings.remove(PASSIVE);
    if (settings.has("negative_slope") && kind().equals("LeakyReLU")) {
      settings.set("alpha", settings.get("negative_slope"));
    }
    ArrayNode inbound = node.arrayNode();
    for (JsonNode call : node.path(INBOUND)) {
      if (call.has("args")) {
        ArrayNode tensors = node.arrayNode();
        call.path("args").findValues("keras_history").forEach(tensors::add);
        inbound.add(tensors);
      }
    }
    if (!inbound.isEmpty()) {
      node.set(INBOUND, inbound);
    }
  }

  /** Declared shape of a batch, of which only a first layer tells; empty elsewhere. */
  List<@Nullable Long> inputShape() {
    List<@Nullable Long> shape = new ArrayList<>();
    settings()
        .path(INPUT_SHAPE)
        .forEach(dim -> shape.add(dim.isIntegralNumber() ? dim.asLong() : null));
    return shape;
  }

  /** Names of the layers it reads; empty in a stack. */
  List<String> sources() {
    if (node.path(INBOUND).size() > 1) {
      throw refuse("layers that are used once", node.path(INBOUND).size() + " uses of this one");
    }
    List<String> sources = new ArrayList<>();
    node.path(INBOUND).path(0).forEach(tensor -> sources.add(tensor.path(0).asText()));
    return sources;
  }

  /**
   * How many axes its result has.
   *
   * @param ranks of its inputs
   * @throws BadInput if Deeplearning4j's import would not do it right
   */
  int rank(List<Integer> ranks) {
    LayerKind known = LayerKind.KNOWN.get(kind());
    if (known == null) {
      throw refuse("a kind of layer that is imported right", kind());
    }
    for (int rank : ranks) {
      if (!known.takes().contains(rank) || rank != ranks.get(0)) {
        throw refuse("inputs with " + known.takes() + " axes behind the batch", ranks);
      }
    }
    check(ranks.get(0));
    boolean sequences =
        settings().path("return_sequences").asBoolean()
            || settings().path("layer").path(SETTINGS).path("return_sequences").asBoolean();
    return known.gives() == LayerKind.SAME || sequences ? ranks.get(0) : known.gives();
  }

  private void check(int rank) {
    for (Ignored ignored : IGNORED) {
      JsonNode value = settings().get(ignored.setting());
      if (value != null && !ignored.harmless().test(value)) {
        throw refuse(ignored.setting() + " to be " + ignored.expected(), value);
      }
    }
    if (version > 2 && settings().path("activation").asText().equals("hard_sigmoid")) {
      throw refuse("an activation that means the same in Keras 2", "hard_sigmoid of Keras 3");
    }
    JsonNode axes = settings().path("axis");
    int axis = axes.isArray() ? axes.path(0).asInt() : axes.asInt(-1);
    if (axis != -1 && axis != rank) {
      throw refuse("the last axis", "axis " + axis);
    }
    boolean wide = kind().equals("Conv1D") && !settings().path("padding").asText().equals("causal");
    if (wide && settings().path("dilation_rate").path(0).asInt(1) != 1) {
      throw refuse("no dilation", settings().path("dilation_rate"));
    }
    if (kind().equals("Conv2DTranspose")) {
      for (int i = 0; i < 2; i++) {
        if (settings().path("strides").path(i).asInt() > size(i)
            || settings().path("dilation_rate").path(i).asInt(1) != 1) {
          throw refuse("strides up to the size of the kernel, no dilation", settings());
        }
      }
    }
  }

  private int size(int axis) {
    return settings().path("kernel_size").path(axis).asInt();
  }

  /** The weights with those that Keras leaves out where they would change nothing. */
  <T> void complete(Map<String, T> weights, DoubleFunction<T> all) {
    if (kind().equals("BatchNormalization")) {
      weights.putIfAbsent("gamma", all.apply(1));
      weights.putIfAbsent("beta", all.apply(0));
    }
  }

  BadInput refuse(String expected, Object got) {
    return BadInput.of(file + ", layer '" + name() + "' (" + kind() + ")", expected, got)
        .hint(ADVICE);
  }
}
