package org.gauntletml.attacks.whitebox;

/** A setting that falls along half a cosine wave from the first step to the last. */
record CosineDecay(double first, double last) {
  /** Its value at {@code step} of {@code steps}, from 0. */
  double at(int step, int steps) {
    return last + (first - last) * (1 + Math.cos(Math.PI * step / steps)) / 2;
  }
}
