package org.gauntletml.models.tabular;

import org.gauntletml.models.BadInput;

/**
 * One column of a table.
 *
 * @param lower smallest value it may have
 * @param upper largest value
 * @param mutable whether somebody who attacks may change it
 * @param integer whether it holds whole numbers only
 */
public record Feature(String name, double lower, double upper, boolean mutable, boolean integer) {
  /** Floats count no further. */
  private static final double MOST_WHOLE = 1 << 24;

  /**
   * @throws BadInput if the name is blank, the bounds are not finite or in the wrong order, or
   *     those of an integer feature are not whole or too large to be counted exactly
   */
  public Feature {
    if (name.isBlank()) {
      throw BadInput.of("feature", "a name", '"' + name + '"');
    }
    String who = "feature " + name;
    if (!(Math.abs(lower) <= Float.MAX_VALUE && Math.abs(upper) <= Float.MAX_VALUE)) {
      throw BadInput.of(who, "finite bounds", lower + " and " + upper);
    }
    if (lower > upper) {
      throw BadInput.of(who, "lower at most upper", lower + " and " + upper);
    }
    if (integer && (lower != Math.rint(lower) || upper != Math.rint(upper))) {
      throw BadInput.of(who, "whole bounds, as it is an integer", lower + " and " + upper);
    }
    if (integer && Math.max(Math.abs(lower), Math.abs(upper)) > MOST_WHOLE) {
      throw BadInput.of(
          who, "integers up to " + (long) MOST_WHOLE + ", as floats count", lower + " to " + upper);
    }
  }

  /** Whether there is anything to change. */
  public boolean varies() {
    return mutable && lower < upper;
  }

  /** From one bound to the other: what a change of 1 means. */
  public double width() {
    return upper - lower;
  }

  /** Whether it may have this value. */
  boolean holds(float value) {
    return value >= (float) lower
        && value <= (float) upper
        && !(integer && value != Math.rint(value));
  }

  /** What {@link #holds} wants, in words. */
  String values() {
    return (integer ? "a whole number in [" : "a value in [") + lower + ", " + upper + "]";
  }

  /**
   * The value that is {@code share} of the width away from another one, rounded toward that: no
   * change ever grows by rounding.
   *
   * @param from a value it may have
   * @param share with its sign; what leads beyond a bound leads to the bound
   */
  public float moved(float from, double share) {
    double way = share * width();
    double to;
    if (integer) {
      double slack = Math.min(0.5, ROUNDING * width());
      to = from + Math.signum(way) * Math.floor(Math.abs(way) + slack);
    } else {
      to = from + way;
    }
    float rounded = (float) Math.max(lower, Math.min(upper, to));
    boolean farther = Math.abs((double) rounded - from) > Math.abs(to - from);
    float nearest = farther && !integer ? Math.nextAfter(rounded, from) : rounded;
    return Math.max((float) lower, Math.min((float) upper, nearest));
  }

  /** What two floats in [0, 1] are off their difference, at the most. */
  private static final double ROUNDING = 2.5e-7;

  /** Where between the bounds a value lies: 0 at the lower, 1 at the upper. */
  public float share(float value) {
    return (float) Math.max(0, Math.min(1, (value - lower) / width()));
  }
}
