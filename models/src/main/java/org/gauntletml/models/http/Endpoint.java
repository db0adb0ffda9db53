package org.gauntletml.models.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gauntletml.models.BadInput;

/**
 * Where a model is served.
 *
 * @param uri of the model, without a final slash
 * @param model its name there
 * @param version empty where the server chooses one
 */
public record Endpoint(URI uri, String model, String version) {
  private static final String FORM = "https://HOST/v2/models/NAME";
  private static final Pattern PATH =
      Pattern.compile("(?:/[^/]+)*?/v2/models/(?<name>[^/]+)(?:/versions/(?<version>[^/]+))?/?");

  /** Whether {@code text} is meant to be one, and not a file. */
  public static boolean isMeantBy(String text) {
    return text.startsWith("http://") || text.startsWith("https://");
  }

  /**
   * Reads one the way people write it: {@code https://host/v2/models/NAME}, or with {@code
   * /versions/V} behind it.
   *
   * @param who is named if it is refused, e.g. {@code --model}
   * @throws BadInput if {@code text} is anything else; user names and passwords in it are not
   *     repeated
   */
  public static Endpoint parse(String who, String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw BadInput.of(who, "the address of a model, " + FORM, "an address with a mistake in it")
          .hint(e.getReason() + " at position " + e.getIndex());
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw BadInput.of(
              who,
              "the address of a model, " + FORM,
              "one with a user, a query (?) or a fragment (#)")
          .hint(
              "Secrets in an address end up in reports; --header-env sends one from an environment"
                  + " variable");
    }
    Matcher path = PATH.matcher(uri.getHost() == null ? "" : uri.getRawPath());
    if (!path.matches()) {
      throw BadInput.of(who, "the address of a model, " + FORM, text)
          .hint("Give the address of the model itself, without /infer behind it");
    }
    String version = path.group("version");
    return new Endpoint(
        URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text),
        path.group("name"),
        version == null ? "" : version);
  }

  /** Where inputs are sent. */
  URI infer() {
    return URI.create(uri + "/infer");
  }

  /** The address. */
  @Override
  public String toString() {
    return uri.toString();
  }
}
