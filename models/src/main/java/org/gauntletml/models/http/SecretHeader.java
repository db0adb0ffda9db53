package org.gauntletml.models.http;

import java.util.Map;
import java.util.regex.Pattern;
import org.gauntletml.models.BadInput;

/** A header of every request whose value nobody may see: it is in no text this class makes. */
public final class SecretHeader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Shorter values would black out half of a message. */
  private static final int LEAST = 4;

  private final String name;
  private final String value;

  private SecretHeader(String name, String value) {
    this.name = name;
    this.value = value;
  }

  /**
   * Reads {@code NAME=VARIABLE}: the header, and the environment variable that holds its value.
   *
   * @param who is named if it is refused
   * @throws BadInput if {@code text} is no such pair, or the variable is not set or no value for a
   *     header; the value is not repeated
   */
  public static SecretHeader fromEnvironment(
      String who, String text, Map<String, String> environment) {
    int split = text.indexOf('=');
    String name = split < 0 ? "" : text.substring(0, split).strip();
    String variable = split < 0 ? "" : text.substring(split + 1).strip();
    if (!NAME.matcher(name).matches() || !VARIABLE.matcher(variable).matches()) {
      throw BadInput.of(
              who,
              "a header and an environment variable, such as Authorization=MY_TOKEN",
              "something else")
          .hint("Give the name of the variable, never the secret itself");
    }
    String value = environment.get(variable);
    if (value == null || value.isBlank()) {
      throw BadInput.of(who, "the environment variable " + variable + " to be set", "none");
    }
    if (value.length() < LEAST || !value.chars().allMatch(c -> c >= ' ' && c < 127)) {
      throw BadInput.of(
          who,
          LEAST + " or more printable ASCII characters in the environment variable " + variable,
          "something else");
    }
    return new SecretHeader(name, value);
  }

  String name() {
    return name;
  }

  String value() {
    return value;
  }

  /** {@code text} without the value and without its last word, as in {@code Bearer SECRET}. */
  String removedFrom(String text) {
    String word = value.substring(value.lastIndexOf(' ') + 1);
    String without = text.replace(value, "***");
    return word.length() < LEAST ? without : without.replace(word, "***");
  }

  /** The name alone. */
  @Override
  public String toString() {
    return name;
  }
}
