package org.gauntletml.harness.report;

import java.util.List;
import org.gauntletml.harness.evaluation.AttackedExample;
import org.gauntletml.harness.evaluation.Run;
import org.gauntletml.harness.evaluation.RunRecord;
import org.jspecify.annotations.Nullable;

/**
 * Everything the page shows, for its templates.
 *
 * @param style the style sheet
 * @param data what the examples are called
 * @param units that changes are measured in, with the words before them
 * @param curve null where there is none
 * @param queryChart null where no attack asked for scores or labels only
 * @param distances smallest perturbations of the broken examples
 * @param queries forward passes until an example was first broken
 * @param mark behind the names of sections, where a page has several of each
 */
record Page(
    String style,
    String data,
    String units,
    RunRecord run,
    ClassNames names,
    Headline headline,
    List<ResultRow> results,
    @Nullable CurveChart curve,
    @Nullable QueryChart queryChart,
    Gallery gallery,
    ClassTable classes,
    Histogram distances,
    Histogram queries,
    List<String> limits,
    String mark) {

  static Page of(Run run, String style) {
    return of(run, style, "");
  }

  static Page of(Run run, String style, String mark) {
    RunRecord record = run.record();
    List<AttackedExample> broken =
        record.worstCase().examples().stream().filter(AttackedExample::success).toList();
    return new Page(
        style,
        run.data().name(),
        run.data().features() == null
            ? "in the units of the input"
            : "shares of each feature's width, from its lower bound (0) to its upper (1)",
        record,
        new ClassNames(record.classNames()),
        Headline.of(record),
        ResultRow.of(record),
        CurveChart.of(record),
        QueryChart.of(record.queryCurves()),
        Gallery.of(run),
        ClassTable.of(record),
        Histogram.ofSizes(broken.stream().mapToDouble(AttackedExample::distance).toArray()),
        Histogram.ofCounts(broken.stream().mapToLong(AttackedExample::firstSuccess).toArray()),
        Limits.of(record),
        mark);
  }

  /** Examples the model got wrong without an attack. */
  int misclassified() {
    return run.examples().size() - run.cleanAccuracy().count();
  }

  /** Examples that an attack broke. */
  int broken() {
    return run.cleanAccuracy().count() - run.robustAccuracy().count();
  }

  /** Examples that no attack broke, less those that nothing follows for. */
  int robust() {
    return run.robustAccuracy().count() - run.undecided().size();
  }

  /** A confidence in percent, or nothing where the model gives none. */
  String confidence(double probability) {
    long percent = Math.round(100 * probability);
    return Double.isNaN(probability)
        ? ""
        : percent == 100 && probability < 1 ? ">99%" : percent + "%";
  }
}
