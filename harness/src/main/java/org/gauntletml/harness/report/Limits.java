package org.gauntletml.harness.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.gauntletml.attacks.Access;
import org.gauntletml.attacks.Targets;
import org.gauntletml.harness.evaluation.AttackRecord;
import org.gauntletml.harness.evaluation.Rate;
import org.gauntletml.harness.evaluation.RunRecord;

/** What a run does not show, as far as the run itself tells. */
final class Limits {
  private static final double WIDE = 0.1;

  private Limits() {}

  /** One paragraph each, the general first. */
  static List<String> of(RunRecord run) {
    List<String> limits = new ArrayList<>();
    String names =
        run.attacks().stream().map(AttackRecord::name).distinct().collect(Collectors.joining(", "));
    limits.add(
        "Only these attacks were tried: "
            + (names.isEmpty() ? "none" : names)
            + ". An attack that was not run may break what these left standing.");
    limits.add(
        "Only changes measured in "
            + run.threat().norm()
            + " were tried. Nothing follows for other kinds of change: other norms, rotations,"
            + " blur, patches, natural shifts of the data.");
    if (run.targets() != null && !(run.targets() instanceof Targets.All)) {
      limits.add(
          "Only one class per example counted as a success. The model may be far easier to lead to"
              + " some other wrong class.");
    }
    if (!uses(run, Access.GRADIENT)) {
      limits.add(
          "No attack used the model's gradients. Attacks that do are usually far stronger, so the"
              + " true robustness may be much lower.");
    } else if (!uses(run, Access.SCORE) && !uses(run, Access.LABEL)) {
      limits.add(
          "Every attack relied on the model's gradients. If those mislead, because something in the"
              + " model hides or randomises them, the model looks more robust than it is. An attack"
              + " that only asks for scores or labels would show it.");
    }
    Rate robust = run.robustAccuracy();
    if (robust.high() - robust.low() > WIDE) {
      limits.add(
          "The run is small: with "
              + Figures.grouped(robust.total())
              + " examples the 95% interval of the robust accuracy reaches from "
              + Figures.range(robust)
              + ". More examples narrow it.");
    }
    if (run.threat().votes() > 1) {
      limits.add(
          "The model answers at random. A change counted when it fooled most of "
              + run.threat().votes()
              + " answers; another run may count differently.");
    }
    return limits;
  }

  private static boolean uses(RunRecord run, Access<?> access) {
    return run.attacks().stream().anyMatch(attack -> attack.access().equals(access.toString()));
  }
}
