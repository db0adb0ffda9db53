package org.gauntletml.harness.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.harness.evaluation.Checkpoint;
import org.gauntletml.harness.evaluation.Citation;
import org.gauntletml.harness.evaluation.QueryCurve;
import org.gauntletml.harness.evaluation.RunRecord;
import org.jspecify.annotations.Nullable;

/**
 * The result of an evaluation as printable ASCII of at most 80 columns: a row per attack, the worst
 * case last, what the columns mean, and the violations.
 */
public final class ConsoleReport {
  static final int WIDTH = 80;
  private static final int LONGEST_EPSILON = 7;
  private static final int MOST_VIOLATIONS = 20;
  private static final int MOST_CHECKPOINTS = 7;

  private ConsoleReport() {}

  /** The report, every line ended. */
  public static String render(RunRecord run) {
    String blank = System.lineSeparator();
    String violations = run.violations().isEmpty() ? "" : blank + violations(run.violations());
    String notes = run.notes().isEmpty() ? "" : blank + list(run.notes());
    return table(ResultRow.of(run))
        + blank
        + suite(run.suite())
        + paragraph(legend(run) + Headline.undecided(run))
        + queries(run.queryCurves())
        + notes
        + violations;
  }

  private static String suite(@Nullable Citation suite) {
    return suite == null
        ? ""
        : paragraph("Suite " + suite + ", SHA-256 " + suite.sha256().substring(0, 16) + "...");
  }

  private static String list(List<String> sentences) {
    return sentences.stream()
        .map(sentence -> paragraph("- " + printable(sentence)))
        .collect(Collectors.joining());
  }

  private static TextTable table(List<ResultRow> rows) {
    TextTable table =
        new TextTable(WIDTH)
            .tight()
            .text("\nattack")
            .text("\nnorm")
            .text("\neps")
            .number("clean\n%")
            .number("robust\n%")
            .number("robust\n95% CI")
            .number("\nASR %")
            .number("median\ndist.")
            .number("\nquery")
            .number("\ngrad.")
            .number("\nsec.");
    for (ResultRow row : rows) {
      if (row.worstCase()) {
        table.rule();
      }
      table.row(
          printable(row.attack()),
          row.norm().toString(),
          epsilon(row),
          Figures.percent(row.clean()),
          Figures.percent(row.robust()),
          Figures.interval(row.robust()),
          Figures.percent(row.success()),
          Figures.number(row.medianDistance()),
          Figures.count(row.queries()),
          Figures.count(row.gradientQueries()),
          Figures.seconds(row.seconds()));
    }
    return table;
  }

  /** Success by queries of the attacks that ask for scores or labels only, or nothing. */
  private static String queries(List<QueryCurve> curves) {
    if (curves.isEmpty()) {
      return "";
    }
    List<Checkpoint> all = curves.get(0).checkpoints();
    List<Long> shown =
        all.stream()
            .skip(Math.max(0, all.size() - MOST_CHECKPOINTS))
            .map(Checkpoint::queries)
            .toList();
    TextTable table = new TextTable(WIDTH).tight().text("ASR % after\nso many queries");
    shown.forEach(queries -> table.number("\n" + Figures.count(queries)));
    table.number("query\nmean").number("\nmedian");
    for (QueryCurve curve : curves) {
      table.row(
          Stream.of(
                  Stream.of(printable(curve.attack().name())),
                  curve.checkpoints().stream()
                      .filter(point -> shown.contains(point.queries()))
                      .map(point -> Figures.percent(point.success())),
                  Stream.of(
                      Figures.count(curve.meanQueries()), Figures.count(curve.medianQueries())))
              .flatMap(cells -> cells)
              .toArray(String[]::new));
    }
    return System.lineSeparator()
        + table
        + paragraph("Mean and median of the queries until the first success, over the successes.");
  }

  private static String epsilon(ResultRow row) {
    Epsilon epsilon = row.epsilon();
    return epsilon == null
        ? Figures.NONE
        : epsilon.text().length() <= LONGEST_EPSILON
            ? printable(epsilon.text())
            : Figures.number(epsilon.value());
  }

  private static String legend(RunRecord run) {
    return "clean, robust: share of all "
        + Figures.grouped(run.examples().size())
        + " examples; robust counts those right before and after this attack and the attacks above"
        + " it. ASR: attack success rate over the examples it worked on. dist.: "
        + run.threat().norm()
        + " norm of its successes."
        + (run.targets() == null
            ? ""
            : " A success has to " + ThreatWords.goal(run.targets()) + ".")
        + " query, grad.: forward and backward passes per example, mean."
        + " Robust accuracy is an upper bound: a stronger attack can only lower it.";
  }

  private static String violations(List<String> violations) {
    int more = violations.size() - MOST_VIOLATIONS;
    return paragraph(
            "VIOLATIONS: "
                + Figures.grouped(violations.size())
                + (violations.size() == 1 ? " adversarial example" : " adversarial examples")
                + " did not survive verification, and did not count as a success.")
        + list(violations.stream().limit(MOST_VIOLATIONS).toList())
        + (more > 0
            ? paragraph("- and " + Figures.grouped(more) + " more, all of them in the report")
            : "");
  }

  static String paragraph(String text) {
    return TextTable.wrap(text, WIDTH).stream()
        .map(line -> line + System.lineSeparator())
        .collect(Collectors.joining());
  }

  /** Names come from files: nothing of them may steer a terminal. */
  static String printable(String text) {
    return text.replaceAll("[^ -~]", "?");
  }
}
