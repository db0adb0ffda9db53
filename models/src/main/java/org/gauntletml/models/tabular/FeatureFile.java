package org.gauntletml.models.tabular;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.NearestName;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Features as people write them down, a JSON list in the order of the columns:
 *
 * <pre>{@code
 * [
 *   {"name": "age", "lower": 18, "upper": 100, "integer": true},
 *   {"name": "sex", "lower": 0, "upper": 1, "mutable": false},
 *   {"name": "income", "lower": 0, "upper": 250000}
 * ]
 * }</pre>
 *
 * Whatever is not said to be otherwise is mutable and real.
 */
public final class FeatureFile {
  private static final List<String> KEYS = List.of("name", "lower", "upper", "mutable", "integer");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** No table has more to say. */
  private static final long MOST_BYTES = 64 << 20;

  private FeatureFile() {}

  /**
   * @throws BadInput if the file is missing, no such list, or what it says makes no sense; the
   *     message names the place
   */
  public static Features read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw BadInput.of(
          file.toString(),
          "a JSON file of features",
          Files.exists(file) ? "something else" : "no such file");
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw BadInput.of(file.toString(), "at most " + MOST_BYTES + " bytes", Files.size(file));
      }
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw BadInput.of(file.toString(), "a readable JSON file", e);
    }
  }

  /** As {@link #read}; {@code who} is named in errors. */
  static Features parse(String who, String text) {
    JsonNode list = tree(who, text);
    if (!list.isArray() || list.isEmpty()) {
      throw BadInput.of(
              who, "a list of features", list.isArray() ? "an empty one" : "another kind of JSON")
          .hint("Such as [{\"name\": \"age\", \"lower\": 18, \"upper\": 100, \"integer\": true}]");
    }
    List<Feature> features = new ArrayList<>();
    for (JsonNode each : list) {
      features.add(feature(who + ", feature " + (features.size() + 1), each));
    }
    try {
      return new Features(features);
    } catch (BadInput e) {
      throw e.in(who);
    }
  }

  private static JsonNode tree(String who, String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException e) {
      String where = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
      throw BadInput.of(
          who + where, "JSON", e.getOriginalMessage().lines().findFirst().orElse("something else"));
    }
  }

  private static Feature feature(String who, JsonNode node) {
    if (!node.isObject()) {
      throw BadInput.of(who, "an object with name, lower and upper", node);
    }
    for (String key : node.propertyNames()) {
      if (!KEYS.contains(key)) {
        throw NearestName.unknown(who, "a key of a feature", key, KEYS);
      }
    }
    if (!node.path("name").isString()) {
      throw BadInput.of(who, "a name", text(node.path("name")));
    }
    try {
      return new Feature(
          node.path("name").asString(),
          number(who, node, "lower"),
          number(who, node, "upper"),
          flag(who, node, "mutable", true),
          flag(who, node, "integer", false));
    } catch (BadInput e) {
      throw String.valueOf(e.getMessage()).startsWith(who) ? e : e.in(who);
    }
  }

  private static double number(String who, JsonNode node, String key) {
    if (!node.path(key).isNumber()) {
      throw BadInput.of(who + ", " + key, "a number", text(node.path(key)));
    }
    return node.path(key).asDouble();
  }

  private static boolean flag(String who, JsonNode node, String key, boolean otherwise) {
    JsonNode value = node.path(key);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw BadInput.of(who + ", " + key, "true or false", text(value));
    }
    return value.asBoolean(otherwise);
  }

  private static String text(JsonNode node) {
    return node.isMissingNode() ? "nothing" : node.toString();
  }
}
