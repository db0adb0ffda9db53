package org.gauntletml.harness.report;

import java.util.List;
import java.util.stream.Stream;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.harness.evaluation.AttackRecord;
import org.gauntletml.harness.evaluation.Rate;
import org.gauntletml.harness.evaluation.RunRecord;
import org.gauntletml.harness.evaluation.Tally;
import org.jspecify.annotations.Nullable;

/**
 * One line of the result table: an attack, or the worst case over all of them.
 *
 * @param attack its name
 * @param norm of the perturbations
 * @param epsilon of the threat model, null where the smallest perturbation was looked for
 * @param clean share of all examples classified correctly
 * @param robust share of all examples still correct after this attack and those before it
 * @param success share of the examples this attack worked on that it broke
 * @param medianDistance over its successes, NaN without one
 * @param queries mean forward passes per example it worked on, NaN without one
 * @param gradientQueries mean backward passes per example it worked on, NaN without one
 * @param seconds wall time
 */
record ResultRow(
    String attack,
    Norm norm,
    @Nullable Epsilon epsilon,
    Rate clean,
    Rate robust,
    Rate success,
    double medianDistance,
    double queries,
    double gradientQueries,
    double seconds) {
  private static final String WORST_CASE = "worst case";

  /** One row per attack in the order run, then the worst case. */
  static List<ResultRow> of(RunRecord run) {
    double seconds = run.attacks().stream().mapToDouble(AttackRecord::seconds).sum();
    ResultRow worst =
        of(run, WORST_CASE, run.threat().norm(), run.robustAccuracy(), run.worstCase(), seconds);
    return Stream.concat(run.attacks().stream().map(a -> of(run, a)), Stream.of(worst)).toList();
  }

  /** Whether this is the last row, over all attacks. */
  boolean worstCase() {
    return attack.equals(WORST_CASE);
  }

  private static ResultRow of(RunRecord run, AttackRecord attack) {
    return of(run, attack.name(), attack.norm(), attack.robust(), attack.tally(), attack.seconds());
  }

  private static ResultRow of(
      RunRecord run, String name, Norm norm, Rate robust, Tally tally, double seconds) {
    return new ResultRow(
        name,
        norm,
        run.threat().epsilon(),
        run.cleanAccuracy(),
        robust,
        tally.successRate(),
        tally.medianDistance(),
        tally.meanQueries(),
        tally.meanGradientQueries(),
        seconds);
  }
}
