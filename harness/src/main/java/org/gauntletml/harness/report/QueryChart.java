package org.gauntletml.harness.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gauntletml.harness.evaluation.Checkpoint;
import org.gauntletml.harness.evaluation.QueryCurve;
import org.gauntletml.harness.evaluation.Rate;
import org.jspecify.annotations.Nullable;

/**
 * Success against queries on a logarithmic axis, one line per attack that asks for scores or labels
 * only, laid out in the units of an SVG view box.
 *
 * @param most queries at the end of the axis, 2 or more
 */
record QueryChart(long most, List<Line> lines) {
  static final int WIDTH = CurveChart.WIDTH;
  static final int HEIGHT = CurveChart.HEIGHT - CurveChart.TOP / 2;
  static final int LEFT = CurveChart.LEFT;
  static final int RIGHT = CurveChart.RIGHT;
  static final int TOP = CurveChart.TOP / 2;
  static final int BOTTOM = HEIGHT - 56;

  /** Styles of lines there are; then they come again. */
  private static final int STYLES = 8;

  /** Ticks closer than this factor would run into each other. */
  private static final int CROWDED = 2;

  /**
   * The line of an attack.
   *
   * @param style its number among the styles
   * @param success at the end of the axis
   * @param corners of its steps
   */
  record Line(int style, QueryCurve curve, Rate success, String corners) {
    String attack() {
      return curve.attack().name();
    }
  }

  /** The chart of these attacks, null where none of them asked twice. */
  static @Nullable QueryChart of(List<QueryCurve> curves) {
    long most =
        curves.stream()
            .flatMap(curve -> curve.checkpoints().stream())
            .mapToLong(Checkpoint::queries)
            .max()
            .orElse(0);
    return most < 2 ? null : new QueryChart(most, lines(curves, most));
  }

  private static List<Line> lines(List<QueryCurve> curves, long most) {
    List<Line> lines = new ArrayList<>();
    for (QueryCurve curve : curves) {
      Rate success = curve.checkpoints().get(curve.checkpoints().size() - 1).success();
      lines.add(new Line(lines.size() % STYLES, curve, success, corners(curve, most)));
    }
    return lines;
  }

  /** Two corners for each place along the axis where examples fell. */
  private static String corners(QueryCurve curve, long most) {
    int total = curve.attack().examples().size();
    Map<String, String> heights = new LinkedHashMap<>();
    int broken = 0;
    for (long queries : curve.queriesToSuccess()) {
      heights.put(x(queries, most), y((double) ++broken / total));
    }
    StringBuilder corners = new StringBuilder(LEFT + "," + y(0));
    String height = y(0);
    for (Map.Entry<String, String> step : heights.entrySet()) {
      corners.append(' ').append(step.getKey()).append(',').append(height);
      height = step.getValue();
      corners.append(' ').append(step.getKey()).append(',').append(height);
    }
    return corners.append(' ').append(x(most, most)).append(',').append(height).toString();
  }

  /** Powers of ten along the axis, and its end if that is not too near the last. */
  List<Long> ticks() {
    List<Long> ticks = new ArrayList<>();
    for (long tick = 1; tick <= most; tick *= 10) {
      ticks.add(tick);
    }
    if (most >= CROWDED * ticks.get(ticks.size() - 1)) {
      ticks.add(most);
    }
    return ticks;
  }

  String x(long queries) {
    return x(queries, most);
  }

  static String y(double share) {
    return coordinate(BOTTOM - (BOTTOM - TOP) * share);
  }

  private static String x(long queries, long most) {
    return coordinate(
        LEFT + (RIGHT - LEFT) * Math.log((double) Math.max(1, queries)) / Math.log((double) most));
  }

  /** The chart in a few sentences, for those who cannot see it. */
  String summary() {
    StringBuilder summary = new StringBuilder();
    for (Line line : lines) {
      summary.append(
          "%s breaks %s%% with %s queries. "
              .formatted(line.attack(), Figures.percent(line.success), Figures.grouped(most)));
    }
    return summary.toString().strip();
  }

  private static String coordinate(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
