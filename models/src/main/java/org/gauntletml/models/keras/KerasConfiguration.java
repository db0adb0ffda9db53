package org.gauntletml.models.keras;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.gauntletml.models.BadInput;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * The layers of a Keras model, in the words of Keras 2, which are what Deeplearning4j's import
 * reads.
 *
 * @param json for the import
 * @param format what the model was, for a person
 * @param sequential whether it is a stack of layers
 * @param inputShape of one input, images as {@code [C,H,W]}; null where it is open
 * @param layers by name
 */
record KerasConfiguration(
    String json,
    String format,
    boolean sequential,
    @Nullable List<Long> inputShape,
    Map<String, LayerSettings> layers) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SEQUENTIAL = "Sequential";
  private static final Set<String> GRAPHS = Set.of("Functional", "Model");

  /**
   * @param file for messages
   * @param version of the Keras that wrote it
   * @throws BadInput if this is neither a stack nor a graph of layers with one input and one
   *     output, or has a layer or setting that the import would get wrong
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
    String kind = root.path("class_name").asText();
    boolean stack = kind.equals(SEQUENTIAL);
    if (!stack && !GRAPHS.contains(kind)) {
      throw BadInput.of(file, "a Sequential or functional model", "'" + kind + "'")
          .hint("Convert the model to ONNX with tf2onnx");
    }
    JsonNode settings = root.path("config");
    JsonNode list = settings.isArray() ? settings : settings.path("layers");
    if (list.isEmpty()) {
      throw BadInput.of(file, "a model with layers", "none");
    }
    if (!stack) {
      requireOne(file, (ObjectNode) settings, "input_layers");
      requireOne(file, (ObjectNode) settings, "output_layers");
    }
    Map<String, LayerSettings> layers = new LinkedHashMap<>();
    for (JsonNode node : list) {
      LayerSettings layer = LayerSettings.of(file, node, major);
      layer.modernise();
      layers.put(layer.name(), layer);
    }
    List<@Nullable Long> batch = layers.values().iterator().next().inputShape();
    if (batch.size() < 2) {
      throw BadInput.of(file, "a first layer that tells the shape of its input", batch)
          .hint("Build the model with an Input before it is saved");
    }
    check(layers, batch.size() - 1);
    ((ObjectNode) root).put("keras_version", "2").put("backend", "tensorflow");
    return new KerasConfiguration(
        root.toString(),
        "Keras " + version + (stack ? " Sequential" : " functional model"),
        stack,
        shape(batch.subList(1, batch.size())),
        layers);
  }

  /** Keras 3 writes {@code ["x",0,0]} where Keras 2 writes {@code [["x",0,0]]}. */
  private static void requireOne(String file, ObjectNode settings, String what) {
    JsonNode list = settings.path(what);
    if (list.size() == 3 && list.get(0).isTextual()) {
      settings.set(what, settings.arrayNode().add(list));
    } else if (list.size() != 1) {
      throw BadInput.of(file, "a model with one input and one output", list.size() + " in " + what)
          .hint("Save a keras.Model of one of them");
    }
  }

  private static void check(Map<String, LayerSettings> layers, int inputRank) {
    Map<String, Integer> ranks = new HashMap<>();
    int previous = inputRank;
    for (LayerSettings layer : layers.values()) {
      List<String> sources = layer.sources();
      if (sources.stream().anyMatch(source -> !ranks.containsKey(source))) {
        throw layer.refuse("inputs from layers before it", sources);
      }
      previous =
          layer.rank(
              sources.isEmpty()
                  ? List.of(previous)
                  : sources.stream().map(s -> Objects.requireNonNull(ranks.get(s))).toList());
      ranks.put(layer.name(), previous);
    }
  }

  private static @Nullable List<Long> shape(List<@Nullable Long> dims) {
    if (dims.contains(null)) {
      return null;
    }
    List<Long> shape = dims.stream().map(Objects::requireNonNull).toList();
    return shape.size() == 3 ? List.of(shape.get(2), shape.get(0), shape.get(1)) : shape;
  }
}
