package org.gauntletml.harness.evaluation;

import java.util.List;
import org.gauntletml.attacks.ThreatModel;

/**
 * Everything an evaluation found out, as plain data: what the report, the files and the gate are
 * made from.
 *
 * @param threat what the adversary was allowed
 * @param classNames one per class, or empty
 * @param examples all examples of the run, in order
 * @param attacks in the order run
 * @param curve worst case by epsilon, ascending, clean accuracy first
 * @param violations recorded adversarial examples that did not survive verification, one sentence
 *     each; empty when all is well. They do not count as successes and are never hidden
 */
public record RunRecord(
    Provenance provenance,
    ThreatModel threat,
    List<String> classNames,
    List<ExampleRecord> examples,
    List<AttackRecord> attacks,
    List<CurvePoint> curve,
    List<String> violations) {

  /** Examples classified correctly without an attack. */
  public Rate cleanAccuracy() {
    return new Rate(
        (int) examples.stream().filter(ExampleRecord::correct).count(), examples.size());
  }

  /** Examples that no attack broke: the per-example worst case. */
  public Rate robustAccuracy() {
    boolean[] standing = new boolean[examples.size()];
    for (int i = 0; i < standing.length; i++) {
      standing[i] = examples.get(i).correct();
    }
    for (AttackRecord attack : attacks) {
      for (AttackedExample attacked : attack.examples()) {
        standing[attacked.example()] &= !attacked.success();
      }
    }
    int robust = 0;
    for (boolean stands : standing) {
      robust += stands ? 1 : 0;
    }
    return new Rate(robust, examples.size());
  }
}
