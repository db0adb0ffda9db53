package org.gauntletml.harness.report;

import java.util.List;
import java.util.stream.IntStream;
import org.gauntletml.harness.evaluation.Comparison;
import org.gauntletml.harness.evaluation.PairedDifference;
import org.gauntletml.harness.evaluation.RunRecord;
import org.jspecify.annotations.Nullable;

/**
 * One of the models that a report compares.
 *
 * @param letter that stands for it in tables: A for the first
 * @param clean its clean accuracy less that of the first; null for the first
 * @param robust likewise
 */
record Contender(
    String letter,
    RunRecord run,
    @Nullable PairedDifference clean,
    @Nullable PairedDifference robust) {
  private static final int LETTERS = 26;

  static List<Contender> of(Comparison comparison) {
    return IntStream.range(0, comparison.runs().size())
        .mapToObj(
            model ->
                new Contender(
                    letter(model),
                    comparison.records().get(model),
                    model == 0 ? null : comparison.clean(model),
                    model == 0 ? null : comparison.robust(model)))
        .toList();
  }

  /** A to Z, then A2 and so on. */
  private static String letter(int model) {
    String letter = String.valueOf((char) ('A' + model % LETTERS));
    return model < LETTERS ? letter : letter + (model / LETTERS + 1);
  }

  String name() {
    return run.provenance().modelName();
  }

  /** What the difference from the first says, as a sentence; nothing for the first. */
  String finding() {
    PairedDifference difference = robust;
    if (difference == null) {
      return "";
    }
    String figures =
        "%s points, 95%% interval %s."
            .formatted(Figures.points(difference.value()), Figures.interval(difference));
    return run.threat().epsilon() == null
        ? ""
        : difference.decided()
            ? letter
                + (difference.value() > 0 ? " is more robust than A" : " is less robust than A")
                + " against these attacks: "
                + figures
            : "These examples do not tell whether " + letter + " or A is more robust: " + figures;
  }
}
