package org.gauntletml.harness.evaluation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Deadline;
import org.gauntletml.attacks.Targets;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.LabelOracle;
import org.gauntletml.models.data.Dataset;
import org.jspecify.annotations.Nullable;

/**
 * A model, examples, a threat model and a list of attacks: run it and read the {@link Run}. Attacks
 * run in order; robust accuracy is the per-example worst case over all of them, and an initially
 * misclassified example counts as broken.
 *
 * @param targets how the classes that an attack has to reach are chosen; null where any wrong class
 *     is a success
 * @param suite its attacks all in the norm of {@code threat}
 * @param protocol how it is conducted
 * @param progress where it tells how far it has come
 */
public record Evaluation(
    LabelOracle model,
    Dataset data,
    ThreatModel threat,
    @Nullable Targets targets,
    Suite suite,
    Protocol protocol,
    Progress progress) {
  /** Confidences of a model that always answers the same may differ by so much. */
  private static final double STEADY = 1e-4;

  /**
   * @throws BadInput if the data do not fit the model, if an attack works in another norm or needs
   *     more access than the model gives, or if a fixed-budget attack has no epsilon
   */
  public Evaluation {
    new Requirements(model, data).check(threat, targets, suite, protocol);
  }

  /** Any wrong class is a success. */
  public Evaluation(
      LabelOracle model,
      Dataset data,
      ThreatModel threat,
      Suite suite,
      Protocol protocol,
      Progress progress) {
    this(model, data, threat, null, suite, protocol, progress);
  }

  /**
   * Runs all attacks and the curve. The provenance of model and data is {@code about}'s to tell.
   */
  public Run run(Provenance about) {
    Duration limit = protocol.timeLimit();
    return run(about, limit == null ? Deadline.NEVER : Deadline.in(limit));
  }

  /** The clean predictions are made whatever the deadline. */
  Run run(Provenance about, Deadline deadline) {
    Halt halt = new Halt(deadline);
    List<ExampleRecord> examples = clean();
    int[] correct =
        IntStream.range(0, data.size()).filter(i -> examples.get(i).correct()).toArray();
    List<AttackRecord> records = new ArrayList<>();
    List<Evidence> evidence = new ArrayList<>();
    List<String> notes = new ArrayList<>(suite.notes());
    if (data.features() != null) {
      notes.add(
          "Features: "
              + data.features()
              + ". Sizes of changes are shares of each feature's width, upper minus lower.");
    }
    if (threat.votes() == 1 && wavers(examples)) {
      notes.add(
          "The model does not give the same answer twice. A success counted on one answer that"
              + " another one confirmed; '--votes 9' has it hold in most of nine, each a query.");
    }
    List<String> violations = new ArrayList<>();
    int[] standing = correct;
    for (int number = 0; number < suite.attacks().size(); number++) {
      SuiteAttack entry = suite.attacks().get(number);
      int[] attacked = protocol.individual() ? correct : standing;
      long start = System.nanoTime();
      Findings findings = attempt(threat, number, entry, attacked, "", halt);
      double seconds = (System.nanoTime() - start) / 1e9;
      standing = without(standing, findings.fallen());
      evidence.addAll(findings.evidence());
      violations.addAll(findings.violations());
      AttackRecord done =
          new AttackRecord(
              entry.name(),
              entry.settings(),
              entry.attack().norm(),
              entry.attack().access().toString(),
              new Rate(standing.length, data.size()),
              findings.examples(),
              findings.left(),
              seconds);
      records.add(done);
      notes.addAll(new Remarks(entry, done).on(protocol, model.classes()));
    }
    Curve curve = new Curve(this, correct, records, halt);
    List<CurvePoint> points = curve.points();
    violations.addAll(curve.violations());
    if (!curve.complete()) {
      notes.add(
          "The run ended before the curve was complete: at other epsilons than that of the threat"
              + " model, and for the smallest changes, it shows upper bounds only.");
    }
    if (halt.reason() != null) {
      notes.add(0, "The model stopped answering. " + halt.reason().getMessage());
    }
    RunRecord record =
        new RunRecord(
            about,
            suite.citation(),
            threat,
            targets,
            protocol,
            data.classNames(),
            examples,
            records,
            points,
            notes,
            violations);
    return new Run(record, data, evidence, halt.reason());
  }

  /** Runs one attack, with a progress task of its own where anybody is left to attack. */
  Findings attempt(
      ThreatModel under, int number, SuiteAttack entry, int[] rows, String where, Halt halt) {
    Progress shown = rows.length == 0 ? Progress.silent() : progress;
    try (Progress.Task task =
        shown.start(entry.name() + where + " on " + rows.length + " examples", rows.length)) {
      return new Attempt(model, data, under, targets, protocol, halt)
          .run(number, entry, rows, task);
    }
  }

  private List<ExampleRecord> clean() {
    List<ExampleRecord> examples = new ArrayList<>();
    try (Progress.Task task = progress.start("clean predictions", data.size())) {
      for (int from = 0; from < data.size(); from += protocol.batch()) {
        Dataset chunk =
            data.select(
                IntStream.range(from, Math.min(data.size(), from + protocol.batch())).toArray());
        Predictions seen = Predictions.of(model, chunk.inputs());
        for (int i = 0; i < chunk.size(); i++) {
          examples.add(
              new ExampleRecord(
                  chunk.ids().get(i), chunk.labels()[i], seen.labels()[i], seen.confidences()[i]));
        }
        task.advance(chunk.size());
      }
    }
    return examples;
  }

  /** Whether the model answers otherwise when it is asked about the first examples again. */
  private boolean wavers(List<ExampleRecord> examples) {
    int[] first = IntStream.range(0, Math.min(data.size(), protocol.batch())).toArray();
    Predictions again = Predictions.of(model, data.select(first).inputs());
    return IntStream.of(first)
        .anyMatch(
            i ->
                again.labels()[i] != examples.get(i).prediction()
                    || Math.abs(again.confidences()[i] - examples.get(i).confidence()) > STEADY);
  }

  static int[] without(int[] rows, int[] fallen) {
    Set<Integer> gone = new HashSet<>();
    for (int row : fallen) {
      gone.add(row);
    }
    return Arrays.stream(rows).filter(row -> !gone.contains(row)).toArray();
  }
}
