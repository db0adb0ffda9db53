package org.gauntletml.harness.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.harness.certification.Certification;
import org.gauntletml.harness.evaluation.CurvePoint;
import org.gauntletml.harness.evaluation.Rate;
import org.gauntletml.harness.evaluation.RunRecord;
import org.jspecify.annotations.Nullable;

/**
 * Accuracy against epsilon, laid out in the units of an SVG view box.
 *
 * @param axis the epsilons
 * @param points of the curve, ascending; at least three
 * @param epsilon of the threat model, or null
 */
record CurveChart(EpsilonAxis axis, List<CurvePoint> points, @Nullable Epsilon epsilon) {
  static final int WIDTH = 620;
  static final int HEIGHT = 380;
  static final int LEFT = 56;
  static final int RIGHT = WIDTH - 24;
  static final int TOP = 52;
  static final int BOTTOM = HEIGHT - 56;

  /** The chart of a run, null without an epsilon between none and the largest. */
  static @Nullable CurveChart of(RunRecord run) {
    double largest = run.curve().stream().mapToDouble(CurvePoint::epsilon).max().orElse(0);
    return run.curve().size() < 3 || !(largest > 0)
        ? null
        : new CurveChart(
            EpsilonAxis.of(largest, run.threat().epsilon()), run.curve(), run.threat().epsilon());
  }

  /** The chart of certified accuracy against the radius. */
  static CurveChart of(Certification result) {
    return new CurveChart(EpsilonAxis.of(result.largestRadius(), null), result.curve(), null);
  }

  String x(double epsilon) {
    return coordinate(LEFT + (RIGHT - LEFT) * epsilon / axis.largest());
  }

  String y(double share) {
    return coordinate(BOTTOM - (BOTTOM - TOP) * share);
  }

  /** Corners of the accuracy curve. */
  String line() {
    return corners(points, Rate::value);
  }

  /** Corners of the area between the ends of the 95% intervals. */
  String band() {
    List<CurvePoint> back = new ArrayList<>(points);
    Collections.reverse(back);
    return corners(points, Rate::high) + " " + corners(back, Rate::low);
  }

  /** Where the part of the axis that belongs to a point begins; the next begins where it ends. */
  double from(int point) {
    return point == 0 ? 0 : (points.get(point - 1).epsilon() + points.get(point).epsilon()) / 2;
  }

  /** Width of that part. */
  String span(int point) {
    double end = point == points.size() - 1 ? axis.largest() : from(point + 1);
    return coordinate((RIGHT - LEFT) * (end - from(point)) / axis.largest());
  }

  /** Whether the epsilon of the threat model is on the axis. */
  boolean marked() {
    return epsilon != null && epsilon.value() <= axis.largest();
  }

  /** The curve in one sentence, for those who cannot see it. */
  String summary(String along) {
    CurvePoint first = points.get(0);
    CurvePoint last = points.get(points.size() - 1);
    return "Accuracy falls from %s%% at %s %s to %s%% at %s %s."
        .formatted(
            Figures.percent(first.robust()),
            along,
            axis.label(first.epsilon()),
            Figures.percent(last.robust()),
            along,
            axis.label(last.epsilon()));
  }

  private String corners(List<CurvePoint> along, Function<Rate, Double> height) {
    return IntStream.range(0, along.size())
        .mapToObj(along::get)
        .map(point -> x(point.epsilon()) + "," + y(height.apply(point.robust())))
        .collect(Collectors.joining(" "));
  }

  private static String coordinate(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
