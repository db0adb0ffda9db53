package org.gauntletml.attacks.whitebox;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.models.BadInput;

/**
 * How long one step of an iterative attack is: {@code absolute + perEpsilon * epsilon + travel *
 * epsilon / steps}, of which one is not zero.
 *
 * @param absolute in input units
 * @param perEpsilon fraction of epsilon
 * @param travel how far all steps together may go, in epsilons
 */
public record StepRule(double absolute, double perEpsilon, double travel) {
  private static final String PER_EPSILON = " eps";
  private static final String TRAVEL = " eps/steps";

  public StepRule {
    if (!(absolute >= 0 && perEpsilon >= 0 && travel >= 0 && absolute + perEpsilon + travel > 0)) {
      throw BadInput.of("step", "a positive step size", absolute + perEpsilon + travel);
    }
  }

  /** Steps of this length. */
  public static StepRule absolute(double length) {
    return new StepRule(length, 0, 0);
  }

  /** Steps of this fraction of epsilon. */
  public static StepRule perEpsilon(double fraction) {
    return new StepRule(0, fraction, 0);
  }

  /** Steps that could together go {@code epsilons} times epsilon; 2.5 is Madry's rule. */
  public static StepRule travel(double epsilons) {
    return new StepRule(0, 0, epsilons);
  }

  /**
   * Reads a step the way people write it: a length such as {@code 0.01} or {@code 2/255}, a part of
   * epsilon such as {@code 0.2 eps}, or a travel such as {@code 2.5 eps/steps}.
   *
   * @param who is named if it is refused
   * @throws BadInput if {@code text} is anything else, or not positive and finite
   */
  public static StepRule parse(String who, String text) {
    String written = text.strip();
    for (String unit : List.of(TRAVEL, PER_EPSILON)) {
      if (written.endsWith(unit)) {
        double factor = number(who, written.substring(0, written.length() - unit.length()), text);
        return unit.equals(TRAVEL) ? travel(factor) : perEpsilon(factor);
      }
    }
    return absolute(number(who, written, text));
  }

  private static double number(String who, String number, String text) {
    try {
      return Epsilon.parse(who, number).value();
    } catch (BadInput e) {
      throw BadInput.of(who, "a step such as 0.01, 0.2 eps or 2.5 eps/steps", '"' + text + '"');
    }
  }

  /** As {@link #parse} reads it; a sum where it is one. */
  @Override
  public String toString() {
    return Stream.of(
            absolute > 0 ? String.valueOf(absolute) : "",
            perEpsilon > 0 ? perEpsilon + PER_EPSILON : "",
            travel > 0 ? travel + TRAVEL : "")
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" + "));
  }

  /** The length of one of {@code steps} steps. */
  public double length(double epsilon, int steps) {
    return absolute + perEpsilon * epsilon + travel * epsilon / steps;
  }
}
