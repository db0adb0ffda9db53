package org.gauntletml.harness.evaluation;

import java.util.List;
import java.util.Map;
import org.gauntletml.attacks.Norm;

/**
 * What one attack did.
 *
 * @param name as the command line calls it
 * @param settings every setting of the attack as text, in order
 * @param norm of its perturbations
 * @param access what it needed from the model: label, score or gradient
 * @param robust examples right before and still right after this attack and those before it, of all
 *     examples of the run
 * @param examples those it attacked, in order
 * @param seconds wall time
 */
public record AttackRecord(
    String name,
    Map<String, String> settings,
    Norm norm,
    String access,
    Rate robust,
    List<AttackedExample> examples,
    double seconds) {

  /** The sums over the examples it attacked. */
  public Tally tally() {
    return new Tally(examples);
  }
}
