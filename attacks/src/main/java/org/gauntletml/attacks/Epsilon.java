package org.gauntletml.attacks;

import org.gauntletml.models.BadInput;

/**
 * The size of a perturbation, kept the way a person wrote it.
 *
 * @param value in input units, positive and finite
 * @param text as written, e.g. {@code 8/255}
 */
public record Epsilon(double value, String text) {
  public Epsilon {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw BadInput.of("epsilon", "a positive number such as 8/255 or 0.03", '"' + text + '"');
    }
  }

  /** An epsilon given as a number. */
  public static Epsilon of(double value) {
    return new Epsilon(value, String.valueOf(value));
  }

  @Override
  public String toString() {
    return text;
  }
}
