package org.gauntletml.harness.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Access;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.Targets;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.LabelOracle;
import org.gauntletml.models.NoAnswer;
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
  /**
   * @throws BadInput if the data do not fit the model, if an attack works in another norm or needs
   *     more access than the model gives, or if a fixed-budget attack has no epsilon
   */
  public Evaluation {
    model.input().check(data.name(), data.inputs());
    int largest = Arrays.stream(data.labels()).max().orElseThrow();
    if (largest >= model.classes()) {
      throw BadInput.of(
          data.name(),
          "labels 0 to " + (model.classes() - 1) + ", as the model has classes",
          largest);
    }
    for (SuiteAttack entry : suite.attacks()) {
      check(entry, model, threat);
    }
    if (targets != null) {
      check(targets, model, data);
    }
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

  private static void check(Targets targets, LabelOracle model, Dataset data) {
    if (!(model instanceof Classifier)) {
      throw BadInput.of("targets", "a model that gives scores", Access.of(model) + " access");
    }
    if (targets instanceof Targets.Given given) {
      int[] same = new int[data.size()];
      Arrays.fill(same, given.target());
      new Criterion.Targeted(same)
          .check(new Batch(data.inputs(), data.labels(), data.ids()), model.classes());
    }
  }

  private static void check(SuiteAttack entry, LabelOracle model, ThreatModel threat) {
    String who = "attack " + entry.name();
    if (entry.attack().norm() != threat.norm()) {
      throw BadInput.of(
          who, "the norm of the threat model, " + threat.norm(), entry.attack().norm());
    }
    if (!entry.attack().access().offeredBy(model)) {
      throw BadInput.of(
              who,
              "a model that gives " + entry.attack().access() + " access",
              "one that gives " + Access.of(model) + " access")
          .hint("'--on-missing-access skip' leaves out such attacks, and the report says so");
    }
    if (threat.epsilon() == null && !entry.attack().minimumNorm()) {
      throw BadInput.of(who, "an epsilon to work with", "none");
    }
  }

  /**
   * Runs all attacks and the curve. The provenance of model and data is {@code about}'s to tell.
   */
  public Run run(Provenance about) {
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
    List<String> violations = new ArrayList<>();
    int[] standing = correct;
    NoAnswer stopped = null;
    for (int number = 0; number < suite.attacks().size() && stopped == null; number++) {
      SuiteAttack entry = suite.attacks().get(number);
      int[] attacked = protocol.individual() ? correct : standing;
      long start = System.nanoTime();
      Findings findings = attempt(threat, number, entry, attacked, "");
      double seconds = (System.nanoTime() - start) / 1e9;
      stopped = findings.stopped();
      if (stopped != null) {
        notes.add(0, unfinished(number, findings.examples().size(), attacked.length, stopped));
      }
      standing = without(standing, findings.fallen());
      evidence.addAll(findings.evidence());
      violations.addAll(findings.violations());
      entry.attack().notes(model.classes()).stream()
          .map(note -> entry.name() + ": " + note + ".")
          .forEach(notes::add);
      records.add(
          new AttackRecord(
              entry.name(),
              entry.settings(),
              entry.attack().norm(),
              entry.attack().access().toString(),
              new Rate(standing.length, data.size()),
              findings.examples(),
              seconds));
    }
    Curve curve = new Curve(this, correct, records, stopped);
    List<CurvePoint> points = curve.points();
    if (stopped == null && curve.stopped() != null) {
      notes.add(
          0,
          "The curve is not complete and shows upper bounds only: " + curve.stopped().getMessage());
    }
    violations.addAll(curve.violations());
    RunRecord record =
        new RunRecord(
            about,
            suite.citation(),
            threat,
            targets,
            data.classNames(),
            examples,
            records,
            points,
            notes,
            violations);
    return new Run(record, data, evidence, curve.stopped());
  }

  private String unfinished(int number, int done, int of, NoAnswer why) {
    int missing = suite.attacks().size() - number - 1;
    return "This run is not complete: "
        + suite.attacks().get(number).name()
        + " stopped after "
        + done
        + " of "
        + of
        + " examples"
        + (missing == 0 ? "" : ", and " + missing + " more attacks did not run")
        + ", because of this: "
        + why.getMessage();
  }

  /** Runs one attack with a progress task of its own. */
  Findings attempt(ThreatModel under, int number, SuiteAttack entry, int[] rows, String where) {
    try (Progress.Task task =
        progress.start(
            entry.name() + where + " on " + rows.length + " examples", Math.max(1, rows.length))) {
      return new Attempt(model, data, under, targets, protocol.seed(), protocol.batch())
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

  static int[] without(int[] rows, int[] fallen) {
    Set<Integer> gone = new HashSet<>();
    for (int row : fallen) {
      gone.add(row);
    }
    return Arrays.stream(rows).filter(row -> !gone.contains(row)).toArray();
  }
}
