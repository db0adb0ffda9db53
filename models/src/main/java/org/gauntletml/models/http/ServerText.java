package org.gauntletml.models.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a server says to a person, fit to be repeated: one short line without secrets. */
final class ServerText {
  private static final int LONGEST = 200;

  private ServerText() {}

  /** The {@code error} of the protocol's JSON, or else how the text begins. */
  static String of(byte[] body, List<SecretHeader> secrets) {
    byte[] head = Arrays.copyOf(body, Math.min(body.length, 16 * LONGEST));
    String line = error(body, new String(head, StandardCharsets.UTF_8));
    for (SecretHeader secret : secrets) {
      line = secret.removedFrom(line);
    }
    line = line.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
  }

  private static String error(byte[] body, String otherwise) {
    try {
      JsonNode error = JsonMapper.shared().readTree(body).path("error");
      return error.isString() ? error.asString() : otherwise;
    } catch (JacksonException e) {
      return otherwise; // it speaks no JSON; what it says is still worth showing
    }
  }
}
