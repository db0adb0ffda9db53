package org.gauntletml.harness.evaluation;

import java.util.Arrays;
import org.gauntletml.attacks.Access;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.Targets;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Classifier;
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
    for (SuiteAttack entry : suite.attacks()) {
      check(entry, threat);
    }
    if (targets != null) {
      check(targets, protocol);
    }
  }

  private void check(Targets targets, Protocol protocol) {
    if (!(model instanceof Classifier)) {
      throw BadInput.of("targets", "a model that gives scores", Access.of(model) + " access");
    }
    if (targets instanceof Targets.Given given) {
      int[] same = new int[data.size()];
      Arrays.fill(same, given.target());
      new Criterion.Targeted(same)
          .check(new Batch(data.inputs(), data.labels(), data.ids()), model.classes());
    }
    int each = model.classes() - 1;
    if (targets instanceof Targets.All && protocol.queries() < each) {
      throw BadInput.of(
          "query budget", "1 or more queries for each of " + each + " targets", protocol.queries());
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
