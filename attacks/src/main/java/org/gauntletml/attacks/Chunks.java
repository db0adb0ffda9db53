package org.gauntletml.attacks;

/**
 * A walk over ever smaller pieces of a row of features: the whole, its halves, its quarters, and so
 * on to single features; then again from the whole.
 */
public final class Chunks {
  private final int features;
  private int length;
  private int from;

  public Chunks(int features) {
    this.features = features;
    this.length = features;
  }

  /** First feature of the present piece. */
  public int from() {
    return from;
  }

  /** First feature behind the present piece. */
  public int to() {
    return Math.min(features, from + length);
  }

  /** Goes to the next piece. */
  public void advance() {
    from = to();
    if (from == features) {
      from = 0;
      length = length == 1 ? features : (length + 1) / 2;
    }
  }
}
