package org.gauntletml.harness.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.harness.evaluation.RunRecord;

/**
 * The result of an evaluation as printable ASCII of at most 80 columns: a row per attack, the worst
 * case last, what the columns mean, and the violations.
 */
public final class ConsoleReport {
  /** No line is longer. */
  public static final int WIDTH = 80;

  private static final int MOST_VIOLATIONS = 20;
  private static final int LONGEST_EPSILON = 7;
  private static final List<List<String>> TITLE =
      List.of(
          List.of("", "", "", "clean", "robust", "robust", "", "median", "", "", ""),
          List.of(
              "attack", "norm", "eps", "%", "%", "95% CI", "ASR %", "dist.", "query", "grad.",
              "sec."));

  private ConsoleReport() {}

  /** The report, every line ended by {@code \n}. */
  public static String render(RunRecord run) {
    List<List<String>> rows = ResultRow.of(run).stream().map(ConsoleReport::cells).toList();
    int[] widths = widths(Stream.concat(TITLE.stream(), rows.stream()).toList());
    List<String> lines = new ArrayList<>();
    TITLE.forEach(title -> lines.addAll(line(title, widths)));
    lines.add("-".repeat(WIDTH));
    rows.subList(0, rows.size() - 1).forEach(row -> lines.addAll(line(row, widths)));
    lines.add("-".repeat(WIDTH));
    lines.addAll(line(rows.get(rows.size() - 1), widths));
    lines.add("");
    lines.addAll(wrap(legend(run)));
    lines.addAll(violations(run.violations()));
    return String.join("\n", lines) + "\n";
  }

  private static List<String> cells(ResultRow row) {
    return List.of(
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
        + " norm of its successes. query, grad.: forward and backward passes per example, mean."
        + " Robust accuracy is an upper bound: a stronger attack can only lower it.";
  }

  private static List<String> violations(List<String> violations) {
    if (violations.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(List.of(""));
    lines.addAll(
        wrap(
            "VIOLATIONS: "
                + Figures.grouped(violations.size())
                + (violations.size() == 1 ? " adversarial example" : " adversarial examples")
                + " did not survive verification, and did not count as a success."));
    violations.stream()
        .limit(MOST_VIOLATIONS)
        .forEach(violation -> lines.addAll(wrap("- " + printable(violation))));
    if (violations.size() > MOST_VIOLATIONS) {
      int more = violations.size() - MOST_VIOLATIONS;
      lines.add("- and " + Figures.grouped(more) + " more, all of them in the report");
    }
    return lines;
  }

  /**
   * Columns as wide as their cells, with a blank or two before all but the first; the first gets
   * what is left of the line.
   */
  private static int[] widths(List<List<String>> rows) {
    int[] widths = new int[TITLE.get(0).size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    int gaps = widths.length - 1;
    int gap = IntStream.of(widths).sum() + 2 * gaps <= WIDTH ? 2 : 1;
    widths[0] = WIDTH - gap * gaps - IntStream.of(widths).skip(1).sum();
    for (int column = 1; column < widths.length; column++) {
      widths[column] += gap;
    }
    return widths;
  }

  /** One row; a name too long for its column gets lines of its own above the figures. */
  private static List<String> line(List<String> cells, int[] widths) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      if (cell.length() > widths[column]) {
        lines.addAll(wrap(cell));
        cell = "";
      }
      String padding = " ".repeat(widths[column] - cell.length());
      line.append(column == 0 ? cell + padding : padding + cell);
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }

  private static List<String> wrap(String text) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > WIDTH) {
      int space = rest.lastIndexOf(' ', WIDTH);
      int cut = space > 0 ? space : WIDTH;
      lines.add(rest.substring(0, cut));
      rest = rest.substring(cut).stripLeading();
    }
    lines.add(rest);
    return lines;
  }

  /** Names come from files: nothing of them may steer a terminal. */
  private static String printable(String text) {
    return text.replaceAll("[^ -~]", "?");
  }
}
