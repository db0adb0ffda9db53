package org.gauntletml.attacks;

import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.jspecify.annotations.Nullable;

/**
 * What the adversary may do to one example.
 *
 * @param norm measures the perturbation
 * @param epsilon largest perturbation, or null to look for the smallest one that works
 * @param votes answers a randomised model is asked for before a point counts: it must hold in most
 *     of them. 1 for a deterministic model
 */
public record ThreatModel(Norm norm, @Nullable Epsilon epsilon, int votes) {
  /** Slack for the float rounding of {@code x + d}, relative to epsilon and at least absolute. */
  private static final double ROUNDING = 1e-6;

  public ThreatModel {
    if (votes < 1) {
      throw BadInput.of("votes", "1 or more", votes);
    }
  }

  /** Perturbations of norm at most epsilon. */
  public static ThreatModel within(Norm norm, Epsilon epsilon) {
    return new ThreatModel(norm, epsilon, 1);
  }

  /** The smallest perturbation that works. */
  public static ThreatModel smallest(Norm norm) {
    return new ThreatModel(norm, null, 1);
  }

  /**
   * Refuses an epsilon that no two inputs are that far apart: it was given in other units.
   *
   * @param who named in the error
   */
  public void check(String who, InputSpec box) {
    double largest = norm.largest(box);
    if (epsilon != null && epsilon.value() > largest) {
      throw BadInput.of(
              who,
              "at most " + (float) largest + ", as far in " + norm + " as inputs can be apart",
              epsilon)
          .hint(
              "Inputs lie between %s and %s, and epsilon is in their units%s"
                  .formatted(
                      (float) box.lower(),
                      (float) box.upper(),
                      box.upper() == 1 ? ": 8 steps of an 8-bit image are 8/255" : ""));
    }
  }

  /** Epsilon as a number; infinite when the smallest perturbation is looked for. */
  public double bound() {
    return epsilon == null ? Double.POSITIVE_INFINITY : epsilon.value();
  }

  /** Whether a finite perturbation of this norm is inside, up to the rounding of float inputs. */
  public boolean allows(double distance) {
    return Double.isFinite(distance) && distance <= bound() + ROUNDING * Math.max(1, bound());
  }
}
