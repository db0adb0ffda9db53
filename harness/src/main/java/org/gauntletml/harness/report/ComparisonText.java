package org.gauntletml.harness.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gauntletml.harness.evaluation.Comparison;
import org.gauntletml.harness.evaluation.PairedDifference;
import org.gauntletml.harness.evaluation.RunRecord;
import org.jspecify.annotations.Nullable;

/**
 * Several models side by side as printable ASCII of at most 80 columns: the table of each, then
 * what tells them apart.
 */
public final class ComparisonText {
  private ComparisonText() {}

  /** The report, every line ended. */
  public static String render(Comparison comparison) {
    List<Contender> models = Contender.of(comparison);
    String blank = System.lineSeparator();
    return models.stream()
            .map(
                model ->
                    ConsoleReport.paragraph(
                            ConsoleReport.printable(model.letter() + ": " + model.name()))
                        + blank
                        + ConsoleReport.render(model.run())
                        + blank)
            .collect(Collectors.joining())
        + accuracies(models)
        + blank
        + attacks(models)
        + blank
        + ConsoleReport.paragraph(legend(models.get(0).run()))
        + models.stream()
            .map(Contender::finding)
            .filter(finding -> !finding.isEmpty())
            .map(ConsoleReport::paragraph)
            .collect(Collectors.joining());
  }

  private static TextTable accuracies(List<Contender> models) {
    TextTable table =
        new TextTable(ConsoleReport.WIDTH)
            .text("\nmodel")
            .number("clean\n%")
            .number("minus A\npoints")
            .number("robust\n%")
            .number("\n95% CI")
            .number("minus A\npoints")
            .number("\n95% CI")
            .number("\np");
    for (Contender model : models) {
      RunRecord run = model.run();
      table.row(
          model.letter(),
          Figures.percent(run.cleanAccuracy()),
          points(model.clean()),
          Figures.percent(run.robustAccuracy()),
          Figures.interval(run.robustAccuracy()),
          points(model.robust()),
          model.robust() == null ? Figures.NONE : Figures.interval(model.robust()),
          model.robust() == null ? Figures.NONE : Figures.pValue(model.robust().pValue()));
    }
    return table;
  }

  private static TextTable attacks(List<Contender> models) {
    TextTable table = new TextTable(ConsoleReport.WIDTH).text("robust % after");
    models.forEach(model -> table.number(model.letter()));
    List<List<ResultRow>> rows = models.stream().map(m -> ResultRow.of(m.run())).toList();
    for (int attack = 0; attack < rows.get(0).size(); attack++) {
      int number = attack;
      table.row(
          Stream.concat(
                  Stream.of(ConsoleReport.printable(rows.get(0).get(number).attack())),
                  rows.stream().map(each -> Figures.percent(each.get(number).robust())))
              .toArray(String[]::new));
    }
    return table;
  }

  private static String points(@Nullable PairedDifference difference) {
    return difference == null ? Figures.NONE : Figures.points(difference.value());
  }

  private static String legend(RunRecord run) {
    return "All models saw the same "
        + Figures.grouped(run.examples().size())
        + " examples under "
        + (run.threat().epsilon() == null
            ? "no limit of " + run.threat().norm()
            : run.threat().norm() + " <= " + ConsoleReport.printable(run.threat().epsilon().text()))
        + ". minus A: the share minus that of A, example by example; 95% CI after Newcombe, p from"
        + " the exact McNemar test of the robust accuracies.";
  }
}
