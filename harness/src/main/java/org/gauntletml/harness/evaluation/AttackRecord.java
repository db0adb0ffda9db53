package org.gauntletml.harness.evaluation;

import java.util.List;
import java.util.Map;
import org.gauntletml.attacks.Access;
import org.gauntletml.attacks.Ending;
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
 * @param left places of the examples it should have attacked too, but had no time for
 * @param seconds wall time
 */
public record AttackRecord(
    String name,
    Map<String, String> settings,
    Norm norm,
    String access,
    Rate robust,
    List<AttackedExample> examples,
    List<Integer> left,
    double seconds) {
  public AttackRecord {
    examples = List.copyOf(examples);
    left = List.copyOf(left);
  }

  /** The sums over the examples it attacked. */
  public Tally tally() {
    return new Tally(examples);
  }

  /** Examples it did not break and had no time to finish with, or to begin. */
  public int notFinished() {
    long begun =
        examples.stream()
            .filter(each -> !each.success() && each.trail().ending() == Ending.OUT_OF_TIME)
            .count();
    return left.size() + (int) begun;
  }

  /** Whether it asked for scores or labels only, so that its queries are what it cost. */
  public boolean asksOnly() {
    return !access.equals(Access.GRADIENT.toString());
  }
}
