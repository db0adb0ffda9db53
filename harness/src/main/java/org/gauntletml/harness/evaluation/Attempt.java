package org.gauntletml.harness.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Budget;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Ledger;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.models.LabelOracle;
import org.gauntletml.models.data.Dataset;

/**
 * One attack let loose on some examples of a data set, batch by batch, and its findings verified.
 *
 * @param threat judged by; a minimum-norm attack searches without its epsilon
 * @param batch examples attacked together, 1 or more
 */
record Attempt(LabelOracle model, Dataset data, ThreatModel threat, long seed, int batch) {
  /** Verified findings, in the order of the examples attacked. */
  record Findings(
      List<AttackedExample> examples, List<Evidence> evidence, List<String> violations) {
    /** The places of the examples that fell. */
    int[] fallen() {
      return examples.stream()
          .filter(AttackedExample::success)
          .mapToInt(AttackedExample::example)
          .toArray();
    }
  }

  /** Attacks the examples in {@code rows}; evidence is filed under {@code number}. */
  Findings run(int number, SuiteAttack attack, int[] rows, Progress.Task progress) {
    Findings findings = new Findings(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int from = 0; from < rows.length; from += batch) {
      int[] chunk = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + batch));
      Dataset examples = data.select(chunk);
      Ledger ledger = ledger(attack.attack(), examples);
      loose(attack.attack(), ledger, RandomStreams.of(seed, attack.name(), examples.ids()));
      verify(number, attack.name(), chunk, examples, ledger, findings);
      progress.advance(chunk.length);
    }
    return findings;
  }

  private Ledger ledger(Attack<?> attack, Dataset examples) {
    boolean smallest = attack.minimumNorm();
    return new Ledger(
        new Batch(examples.inputs(), examples.labels(), examples.ids()),
        model.input(),
        model.classes(),
        smallest ? new ThreatModel(threat.norm(), null, threat.votes()) : threat,
        new Criterion.Untargeted(),
        smallest ? Budget.exhaustive() : Budget.untilSuccess());
  }

  private <T extends LabelTarget> void loose(
      Attack<T> attack, Ledger ledger, RandomStreams random) {
    attack.run(attack.access().open(model, ledger), random);
  }

  private void verify(
      int number, String name, int[] rows, Dataset examples, Ledger ledger, Findings findings) {
    int[] claimed =
        IntStream.range(0, rows.length).filter(i -> ledger.outcome(i).best() != null).toArray();
    Verification.Verdict[] verdicts = new Verification.Verdict[rows.length];
    Arrays.fill(verdicts, Verification.Verdict.NOTHING);
    if (claimed.length > 0) {
      List<float[]> points = IntStream.of(claimed).mapToObj(i -> point(ledger, i)).toList();
      List<Verification.Verdict> looked =
          new Verification(model, threat).look(examples.select(claimed), points);
      for (int c = 0; c < claimed.length; c++) {
        verdicts[claimed[c]] = looked.get(c);
      }
    }
    for (int i = 0; i < rows.length; i++) {
      AttackedExample attacked = attacked(rows[i], ledger.outcome(i), verdicts[i]);
      findings.examples().add(attacked);
      if (attacked.success()) {
        findings.evidence().add(new Evidence(number, rows[i], point(ledger, i)));
      }
      if (verdicts[i].violation() != null) {
        findings
            .violations()
            .add(name + " on example " + examples.ids().get(i) + ": " + verdicts[i].violation());
      }
    }
  }

  private static float[] point(Ledger ledger, int row) {
    return Objects.requireNonNull(ledger.outcome(row).best()).point();
  }

  private AttackedExample attacked(int row, Ledger.Outcome outcome, Verification.Verdict verdict) {
    Ledger.Success first = outcome.first();
    return new AttackedExample(
        row,
        threat.allows(verdict.distance()),
        verdict.prediction(),
        verdict.confidence(),
        verdict.distance(),
        outcome.queries(),
        outcome.gradientQueries(),
        first == null ? 0 : first.query());
  }
}
