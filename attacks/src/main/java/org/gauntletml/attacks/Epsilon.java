package org.gauntletml.attacks;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gauntletml.models.BadInput;

/**
 * The radius of a threat model, in input units, with the text a person wrote it as. Two of them are
 * equal only if they were written alike: reports repeat the text.
 *
 * @param value positive and finite
 * @param text reads as {@code value}: {@code 8/255}, {@code 0.03}, {@code 3}
 */
public record Epsilon(double value, String text) {
  private static final Pattern FORM;

  static {
    String number = "((?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)";
    FORM = Pattern.compile(number + "(?:\\s*/\\s*" + number + ")?");
  }

  public Epsilon {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY) || value != read(text)) {
      throw refuse("epsilon", text);
    }
  }

  /** Written as the shortest decimal that reads as {@code value}. */
  public static Epsilon of(double value) {
    return new Epsilon(value, Double.toString(value).replaceFirst("\\.0$", ""));
  }

  /**
   * Reads an epsilon the way people write it: a decimal number or a fraction of two.
   *
   * @param who is named if it is refused, e.g. {@code --eps}
   * @throws BadInput if {@code text} is anything else, or not positive and finite
   */
  public static Epsilon parse(String who, String text) {
    double value = read(text);
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw refuse(who, text);
    }
    return new Epsilon(value, text.strip());
  }

  /** NaN if the text has another form. */
  private static double read(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      return Double.NaN;
    }
    double value = Double.parseDouble(form.group(1));
    return form.group(2) == null ? value : value / Double.parseDouble(form.group(2));
  }

  private static BadInput refuse(String who, String text) {
    return BadInput.of(
        who, "a positive number or fraction such as 0.03 or 8/255", '"' + text + '"');
  }

  /** The text. */
  @Override
  public String toString() {
    return text;
  }
}
