package org.gauntletml.models.dl4j;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.gauntletml.models.BadInput;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;

/**
 * A first look at a configuration, before anything is made of it. DL4J's JSON names the Java class
 * of every layer, activation, loss and so on, and its parser would load whatever is named.
 *
 * @param isGraph whether it describes a {@code ComputationGraph}, else a {@code MultiLayerNetwork}
 */
record ConfigurationScan(boolean isGraph) {
  private static final int DEEPEST = 100;
  private static final Set<String> NAMES_A_CLASS = Set.of("@class", "type");
  private static final Pattern OWN_CLASS =
      Pattern.compile("org\\.(deeplearning4j|nd4j)\\.(?!shade\\.)[A-Za-z0-9_.$]+");

  /**
   * @param who named in errors
   * @throws BadInput if this is no DL4J configuration or names a class of neither DL4J nor ND4J
   */
  static ConfigurationScan of(String who, byte[] json) {
    Set<String> top = new HashSet<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      int depth = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isStructStart() && ++depth > DEEPEST) {
          throw BadInput.of(who, "at most " + DEEPEST + " levels of nesting", "more");
        } else if (token.isStructEnd()) {
          depth--;
        } else if (token == JsonToken.FIELD_NAME && depth == 1) {
          top.add(parser.getCurrentName());
        } else if (token == JsonToken.VALUE_STRING
            && parser.getCurrentName() != null // null inside an array
            && NAMES_A_CLASS.contains(parser.getCurrentName())) {
          requireOwn(who, parser.getText());
        }
      }
    } catch (IOException malformed) {
      throw BadInput.of(who, "well-formed JSON", "a syntax error");
    }
    if (!top.contains("confs") && !top.contains("vertices")) {
      throw BadInput.of(who, "a Deeplearning4j configuration", "JSON with the fields " + top);
    }
    return new ConfigurationScan(top.contains("vertices"));
  }

  /** A name without a dot is an enum constant or a name of the format before classes. */
  private static void requireOwn(String who, String name) {
    if (name.contains(".") && !OWN_CLASS.matcher(name).matches()) {
      throw BadInput.of(who, "only classes of Deeplearning4j and ND4J", name)
          .hint(
              "Load a network with custom layers yourself, from a source you trust, and pass it to"
                  + " Dl4jNetwork.of");
    }
  }
}
