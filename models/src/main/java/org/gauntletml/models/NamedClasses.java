package org.gauntletml.models;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;

/**
 * A first look at JSON of Deeplearning4j or ND4J, before anything is made of it: it names the Java
 * class of every layer, activation, updater and so on, and their parser would load whatever is
 * named.
 */
public final class NamedClasses {
  private static final int DEEPEST = 100;
  private static final Set<String> NAMES_A_CLASS = Set.of("@class", "type");
  private static final Pattern OWN_CLASS =
      Pattern.compile("org\\.(deeplearning4j|nd4j)\\.(?!shade\\.)[A-Za-z0-9_.$]+");

  private NamedClasses() {}

  /**
   * @param who named in errors
   * @return names of the fields at the top
   * @throws BadInput if this is no JSON or names a class of neither Deeplearning4j nor ND4J
   */
  public static Set<String> check(String who, byte[] json) {
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
    return top;
  }

  /** A name without a dot is an enum constant or a name of the format before classes. */
  private static void requireOwn(String who, String name) {
    if (name.contains(".") && !OWN_CLASS.matcher(name).matches()) {
      throw BadInput.of(who, "only classes of Deeplearning4j and ND4J", name)
          .hint(
              "Load a network with custom classes yourself, from a source you trust, and wrap"
                  + " that");
    }
  }
}
