package org.gauntletml.models.dl4j;

/** A vertex that has no translation; the message says which and why. */
final class Untranslatable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Untranslatable(String message) {
    super(message);
  }
}
