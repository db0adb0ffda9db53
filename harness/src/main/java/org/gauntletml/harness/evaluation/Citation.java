package org.gauntletml.harness.evaluation;

import org.gauntletml.models.BadInput;

/**
 * What a suite is quoted by.
 *
 * @param name lower case, hyphens
 * @param version rises whenever the suite could give another result
 * @param sha256 of its text with lines ended by a line feed, hexadecimal
 */
public record Citation(String name, int version, String sha256) {
  public Citation {
    if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw BadInput.of("name of a suite", "lower-case words with hyphens", '"' + name + '"');
    }
    if (version < 1) {
      throw BadInput.of("version of suite " + name, "1 or more", version);
    }
  }

  /** {@code standard-v1}. */
  @Override
  public String toString() {
    return name + "-v" + version;
  }
}
