package org.gauntletml.harness.report;

import java.util.Locale;
import org.gauntletml.harness.evaluation.PairedDifference;
import org.gauntletml.harness.evaluation.Rate;

/** How figures are written, the same in every report. ASCII; {@code -} stands for no figure. */
final class Figures {
  static final String NONE = "-";

  private static final double PLAIN = 1e-3;
  private static final double SCIENTIFIC = 1e5;

  private Figures() {}

  /**
   * A share in percent with one decimal, without the sign. Never 0.0 for a share above nothing nor
   * 100.0 for one below all.
   */
  static String percent(Rate rate) {
    if (rate.total() == 0) {
      return NONE;
    }
    String rounded = percent(rate.value());
    return rate.count() > 0 && rounded.equals("0.0")
        ? "<0.1"
        : rate.count() < rate.total() && rounded.equals("100.0") ? ">99.9" : rounded;
  }

  /** As {@link #percent(Rate)}, with the sign where there is a figure. */
  static String share(Rate rate) {
    return rate.total() == 0 ? NONE : percent(rate) + "%";
  }

  /** A share in percent with one decimal and the sign. */
  static String share(double value) {
    return Double.isNaN(value) ? NONE : percent(value) + "%";
  }

  /** The 95% interval of a share in percent, e.g. {@code 40.1-46.3}. */
  static String interval(Rate rate) {
    return rate.total() == 0 ? NONE : low(rate) + "-" + high(rate);
  }

  /** The same in a sentence: {@code 40.1% to 46.3%}. */
  static String range(Rate rate) {
    return low(rate) + "% to " + high(rate) + "%";
  }

  /** A difference of shares in percentage points with its sign: {@code +12.3}. */
  static String points(double difference) {
    return Double.isNaN(difference) ? NONE : format("%+.1f", 100 * difference);
  }

  /** The 95% interval of a difference in percentage points, e.g. {@code +8.1 to +16.5}. */
  static String interval(PairedDifference difference) {
    return points(difference.low()) + " to " + points(difference.high());
  }

  /** A p-value with two significant digits, or that it is below one in ten thousand. */
  static String pValue(double p) {
    return p < 1e-4 ? "<1e-4" : trimmed(format(p < 0.0995 ? "%.4f" : "%.2f", p));
  }

  /** A size with three significant digits, at most seven characters. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return NONE;
    }
    double size = Math.abs(value);
    if (value == 0 || Double.isInfinite(value)) {
      return value == 0 ? "0" : value > 0 ? "inf" : "-inf";
    }
    if (size < PLAIN || size >= SCIENTIFIC) {
      return scientific(value);
    }
    int decimals = Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
    return trimmed(format("%." + decimals + "f", value));
  }

  /** A mean count in at most five characters: {@code 1}, {@code 38.2}, {@code 12.3k}. */
  static String count(double value) {
    if (Double.isNaN(value)) {
      return NONE;
    }
    String unit = "";
    double scaled = value;
    for (String next : new String[] {"k", "M", "G", "T"}) {
      if (scaled < (unit.isEmpty() ? 9_999.5 : 999.5)) {
        break;
      }
      scaled /= 1000;
      unit = next;
    }
    return number(scaled) + unit;
  }

  /** Wall time in at most five characters: seconds, or hours from 100,000 seconds on. */
  static String seconds(double value) {
    if (Double.isNaN(value)) {
      return NONE;
    }
    return value >= 99_999.5
        ? Math.round(value / 3600) + "h"
        : format(value < 9.995 ? "%.2f" : value < 999.95 ? "%.1f" : "%.0f", value);
  }

  /** A whole number with thousands separators, for prose. */
  static String grouped(long value) {
    return format("%,d", value);
  }

  /** Rounded, but an interval that does not reach 100% does not say so. */
  private static String low(Rate rate) {
    String low = percent(rate.low());
    return low.equals("100.0") && rate.low() < 1 ? "99.9" : low;
  }

  private static String high(Rate rate) {
    String high = percent(rate.high());
    return high.equals("0.0") && rate.high() > 0 ? "0.1" : high;
  }

  private static String percent(double share) {
    return format("%.1f", 100 * share);
  }

  private static String scientific(double value) {
    String[] parts = format("%.2e", value).split("e", -1);
    return trimmed(parts[0]) + "e" + Integer.parseInt(parts[1]);
  }

  private static String trimmed(String decimal) {
    return decimal.contains(".") ? decimal.replaceAll("\\.?0+$", "") : decimal;
  }

  private static String format(String pattern, Object value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
