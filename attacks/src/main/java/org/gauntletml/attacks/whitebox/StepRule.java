package org.gauntletml.attacks.whitebox;

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

  /** The length of one of {@code steps} steps. */
  public double length(double epsilon, int steps) {
    return absolute + perEpsilon * epsilon + travel * epsilon / steps;
  }
}
