package org.gauntletml.harness.report;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Epsilon;
import org.jspecify.annotations.Nullable;

/**
 * Epsilons from 0 to a largest one, labelled the way the user writes them.
 *
 * @param largest positive
 * @param denominator of the labels: 255 where the user writes 8/255, 1 where he writes 0.03
 */
record EpsilonAxis(double largest, long denominator) {
  private static final Pattern FRACTION = Pattern.compile("\\s*[\\d.]+\\s*/\\s*(\\d{1,9})\\s*");
  private static final int MOST_STEPS = 6;
  private static final double ROUNDING = 1e-9;

  static EpsilonAxis of(double largest, @Nullable Epsilon written) {
    Matcher fraction = FRACTION.matcher(written == null ? "" : written.text());
    return new EpsilonAxis(
        largest, fraction.matches() ? Math.max(1, Long.parseLong(fraction.group(1))) : 1);
  }

  /** Round values, ascending from 0, none above the largest. */
  List<Double> ticks() {
    double step =
        denominator == 1 ? decimal(largest) : fraction(largest * denominator) / denominator;
    int steps = (int) Math.floor(largest / step * (1 + ROUNDING));
    return IntStream.rangeClosed(0, steps).mapToObj(i -> i * step).toList();
  }

  /** {@code 0}, {@code 4/255} or {@code 0.0157}. */
  String label(double epsilon) {
    String number = Figures.number(epsilon * denominator);
    return denominator == 1 || epsilon == 0 ? number : number + "/" + denominator;
  }

  /** The smallest of 1, 2 or 5 times a power of ten that needs few steps. */
  private static double decimal(double length) {
    double power = Math.pow(10, Math.floor(Math.log10(length / MOST_STEPS)));
    for (int factor : new int[] {1, 2, 5}) {
      if (factor * power * MOST_STEPS >= length * (1 - ROUNDING)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /** The smallest power of two that needs few steps: 8/255 is then on the axis, 10/255 is not. */
  private static double fraction(double length) {
    double steps = length / MOST_STEPS * (1 - ROUNDING);
    return Math.pow(2, Math.ceil(Math.log(steps) / Math.log(2)));
  }
}
