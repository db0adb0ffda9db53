package org.gauntletml.harness.evaluation;

import java.util.Arrays;
import org.gauntletml.attacks.Access;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.Targets;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.LabelOracle;
import org.gauntletml.models.data.Dataset;
import org.jspecify.annotations.Nullable;

/** What has to fit together before an evaluation starts. */
record Requirements(LabelOracle model, Dataset data) {
  /**
   * @throws BadInput for the first thing that does not
   */
  void check(ThreatModel threat, @Nullable Targets targets, Suite suite, Protocol protocol) {
    model.input().check(data.name(), data.inputs());
    int largest = Arrays.stream(data.labels()).max().orElseThrow();
    if (largest >= model.classes()) {
      throw BadInput.of(
          data.name(),
          "labels 0 to " + (model.classes() - 1) + ", as the model has classes",
          largest);
    }
    int goals = targets instanceof Targets.All ? model.classes() - 1 : 1;
    InputSpec input = model.input();
    threat.check("epsilon", data.features() == null ? input : InputSpec.unit(input.features()));
    for (SuiteAttack entry : suite.attacks()) {
      check(entry, threat);
      check(entry, protocol.share(goals), goals);
    }
    if (targets != null) {
      check(targets);
    }
  }

  /** Before anything is run, what the attack would say when it is its turn. */
  private void check(SuiteAttack entry, long queries, int goals) {
    long least = entry.attack().leastQueries(model.input());
    if (queries < least) {
      throw BadInput.of(
              "attack " + entry.name(),
              "a budget of "
                  + least * goals
                  + " or more queries per example"
                  + (goals > 1 ? ", " + least + " for each of " + goals + " targets" : ""),
              goals > 1 ? queries + " for each" : queries)
          .hint("It needs so many to begin");
    }
  }

  private void check(Targets targets) {
    if (targets.needsScores() && !(model instanceof Classifier)) {
      throw BadInput.of("targets", "a model that gives scores", Access.of(model) + " access");
    }
    if (targets instanceof Targets.Given given) {
      int[] same = new int[data.size()];
      Arrays.fill(same, given.target());
      new Criterion.Targeted(same)
          .check(new Batch(data.inputs(), data.labels(), data.ids()), model.classes());
    }
  }

  private void check(SuiteAttack entry, ThreatModel threat) {
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
}
