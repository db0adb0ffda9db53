package org.gauntletml.harness.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.gauntletml.harness.evaluation.Comparison;
import org.gauntletml.harness.evaluation.CurvePoint;
import org.gauntletml.harness.evaluation.RunRecord;

/**
 * Everything the page of several models shows, for its templates.
 *
 * @param pages of each model
 * @param curves of each model on the same axis; none where a model has none
 */
record ComparisonPage(
    String style, List<Contender> models, List<Page> pages, List<CurveChart> curves) {
  /** Styles of lines there are; then they come again. */
  private static final int STYLES = 8;

  static ComparisonPage of(Comparison comparison, String style) {
    List<Contender> models = Contender.of(comparison);
    List<Page> pages = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      String mark = "-" + models.get(i).letter().toLowerCase(Locale.ROOT);
      pages.add(Page.of(comparison.runs().get(i), style, mark));
    }
    return new ComparisonPage(style, models, pages, curves(comparison.records()));
  }

  private static List<CurveChart> curves(List<RunRecord> runs) {
    if (runs.stream().anyMatch(run -> CurveChart.of(run) == null)) {
      return List.of();
    }
    double largest =
        runs.stream()
            .flatMap(run -> run.curve().stream())
            .mapToDouble(CurvePoint::epsilon)
            .max()
            .orElseThrow();
    EpsilonAxis axis = EpsilonAxis.of(largest, runs.get(0).threat().epsilon());
    return runs.stream()
        .map(run -> new CurveChart(axis, run.curve(), run.threat().epsilon()))
        .toList();
  }

  /** What all models have in common. */
  RunRecord run() {
    return models.get(0).run();
  }

  /** The rows of a model's table of attacks. */
  List<ResultRow> results(int model) {
    return pages.get(model).results();
  }

  static int styleOf(int model) {
    return model % STYLES;
  }

  /** What the differences say. */
  List<String> findings() {
    return models.stream().map(Contender::finding).filter(text -> !text.isEmpty()).toList();
  }

  /** The curves in a few sentences, for those who cannot see them. */
  String summary() {
    return models.stream()
        .map(model -> model.letter() + ": " + curves.get(models.indexOf(model)).summary("epsilon"))
        .collect(Collectors.joining(" "));
  }
}
