package org.gauntletml.harness.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Access;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Budget;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.Deadline;
import org.gauntletml.attacks.Improvement;
import org.gauntletml.attacks.Known;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Ledger;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Targets;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.Watcher;
import org.gauntletml.attacks.stateful.NearDuplicates;
import org.gauntletml.attacks.stateful.Sighting;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.LabelOracle;
import org.gauntletml.models.data.Dataset;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One attack let loose on some examples of a data set, batch by batch, and its findings verified.
 *
 * @param threat judged by; a minimum-norm attack searches without its epsilon
 * @param targets how the classes to reach are chosen; null for any wrong class
 * @param protocol its seed, batch size and query budget
 * @param deadline when to stop; what is not begun by then is left
 */
record Attempt(
    LabelOracle model,
    Dataset data,
    ThreatModel threat,
    @Nullable Targets targets,
    Protocol protocol,
    Deadline deadline) {
  /** The stream that random targets are drawn from, the same for every attack. */
  private static final String TARGETS = "targets";

  /** Attacks the examples in {@code rows}; evidence is filed under {@code number}. */
  Findings run(int number, SuiteAttack attack, int[] rows, Progress.Task progress) {
    Findings findings = new Findings(number);
    for (int from = 0; from < rows.length; from += protocol.batch()) {
      int to = Math.min(rows.length, from + protocol.batch());
      int[] chunk = Arrays.copyOfRange(rows, from, to);
      if (deadline.passed()) {
        IntStream.of(chunk).forEach(findings.left()::add);
        continue;
      }
      List<? extends Criterion> goals = goals(data.select(chunk));
      for (Criterion goal : goals) {
        boolean goesOn = attack.attack().minimumNorm();
        int[] places =
            IntStream.range(0, chunk.length)
                .filter(i -> goesOn || !findings.fell(chunk[i]))
                .toArray();
        if (places.length > 0) {
          int[] standing = IntStream.of(places).map(i -> chunk[i]).toArray();
          run(attack, standing, goal.of(places), protocol.share(goals.size()), findings);
        }
      }
      progress.advance(chunk.length);
    }
    return findings;
  }

  /** The goals to try in turn until one is reached, for these examples. */
  private List<? extends Criterion> goals(Dataset examples) {
    if (targets == null) {
      return List.of(new Criterion.Untargeted());
    }
    try (INDArray logits = scores(examples)) {
      return targets.of(
          batch(examples), logits, RandomStreams.of(protocol.seed(), TARGETS, examples.ids()));
    }
  }

  /** Logits, or zeros where the model tells none and the targets need none. */
  private INDArray scores(Dataset examples) {
    return model instanceof Classifier classifier
        ? classifier.logits(examples.inputs())
        : Nd4j.zeros(DataType.FLOAT, examples.size(), model.classes());
  }

  /** A batch to whose adversary the whole data set is known, so that neighbours do not matter. */
  private Batch batch(Dataset examples) {
    Known known = new Known(data.inputs(), data.labels());
    return new Batch(examples.inputs(), examples.labels(), examples.ids(), known);
  }

  private void run(
      SuiteAttack attack, int[] rows, Criterion goal, long queries, Findings findings) {
    Dataset examples = data.select(rows);
    boolean smallest = attack.attack().minimumNorm();
    boolean watched = protocol.stateful() && attack.attack().access() != Access.GRADIENT;
    NearDuplicates watcher = watched ? new NearDuplicates(model.input(), rows.length) : null;
    Ledger ledger =
        new Ledger(
            batch(examples),
            model.input(),
            model.classes(),
            smallest ? new ThreatModel(threat.norm(), null, threat.votes()) : threat,
            goal,
            new Budget(queries, !smallest, deadline),
            watcher == null ? Watcher.NOBODY : watcher);
    loose(
        attack.attack(), ledger, RandomStreams.of(protocol.seed(), attack.name(), examples.ids()));
    verify(attack.name(), rows, examples, goal, ledger, watcher, findings);
  }

  private <T extends LabelTarget> void loose(
      Attack<T> attack, Ledger ledger, RandomStreams random) {
    attack.run(attack.access().open(model, ledger), random);
  }

  private void verify(
      String name,
      int[] rows,
      Dataset examples,
      Criterion goal,
      Ledger ledger,
      @Nullable NearDuplicates watcher,
      Findings findings) {
    int[] claimed =
        IntStream.range(0, rows.length).filter(i -> ledger.outcome(i).best() != null).toArray();
    Verification.Verdict[] verdicts = new Verification.Verdict[rows.length];
    Arrays.fill(verdicts, Verification.Verdict.NOTHING);
    if (claimed.length > 0) {
      List<float[]> points = IntStream.of(claimed).mapToObj(i -> point(ledger, i)).toList();
      List<Verification.Verdict> looked =
          new Verification(model, threat).look(examples.select(claimed), goal.of(claimed), points);
      for (int c = 0; c < claimed.length; c++) {
        verdicts[claimed[c]] = looked.get(c);
      }
    }
    for (int i = 0; i < rows.length; i++) {
      Sighting sighting = watcher == null ? null : watcher.of(i);
      AttackedExample attacked = attacked(rows[i], ledger.outcome(i), verdicts[i], sighting);
      findings.add(attacked, attacked.success() ? point(ledger, i) : null);
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

  private AttackedExample attacked(
      int row, Ledger.Outcome outcome, Verification.Verdict verdict, @Nullable Sighting sighting) {
    boolean success = threat.allows(verdict.distance());
    boolean holds = Double.isFinite(verdict.distance());
    return new AttackedExample(
        row,
        success,
        verdict.prediction(),
        verdict.confidence(),
        verdict.distance(),
        outcome.queries(),
        outcome.gradientQueries(),
        success ? firstInside(outcome.improvements()) : 0,
        new Trail(holds ? outcome.improvements() : List.of(), outcome.ending(), sighting));
  }

  /** The query of the first adversarial point inside the threat model; the best one is. */
  private long firstInside(List<Improvement> improvements) {
    return improvements.stream()
        .filter(improvement -> threat.allows(improvement.distance()))
        .findFirst()
        .orElseGet(() -> improvements.get(improvements.size() - 1))
        .query();
  }
}
