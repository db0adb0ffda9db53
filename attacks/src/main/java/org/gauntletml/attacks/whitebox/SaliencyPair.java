package org.gauntletml.attacks.whitebox;

/**
 * The two features of an adversarial saliency map (Papernot et al. 2016, arXiv 1511.07528) whose
 * change serves best.
 *
 * @param first -1 where no pair serves
 */
record SaliencyPair(int first, int second) {
  boolean exists() {
    return first >= 0;
  }

  /**
   * The pair with the largest {@code -(gain_p + gain_q) (loss_p + loss_q)} among those whose gain
   * is positive and whose loss is negative; the first such pair among equals. Pairs that cannot win
   * by the largest gain and the most negative loss there are, are skipped. Where no pair lowers the
   * other logits, the two largest gains, if their sum is positive.
   *
   * @param gain slope of the goal's logit at each feature
   * @param loss slope of the sum of the other logits
   * @param free features that may move, ascending
   */
  static SaliencyPair best(double[] gain, double[] loss, int[] free) {
    double highest = Double.NEGATIVE_INFINITY;
    double lowest = Double.POSITIVE_INFINITY;
    for (int p : free) {
      highest = Math.max(highest, gain[p]);
      lowest = Math.min(lowest, loss[p]);
    }
    double best = 0;
    SaliencyPair pair = new SaliencyPair(-1, -1);
    for (int i = 0; i < free.length; i++) {
      double ceiling = value(gain[free[i]] + highest, loss[free[i]] + lowest);
      for (int j = i + 1; j < free.length && ceiling > best; j++) {
        double value = value(gain[free[i]] + gain[free[j]], loss[free[i]] + loss[free[j]]);
        if (value > best) {
          best = value;
          pair = new SaliencyPair(free[i], free[j]);
        }
      }
    }
    return pair.exists() ? pair : steepest(gain, free);
  }

  private static SaliencyPair steepest(double[] gain, int[] free) {
    int first = -1;
    int second = -1;
    for (int p : free) {
      if (first < 0 || gain[p] > gain[first]) {
        second = first;
        first = p;
      } else if (second < 0 || gain[p] > gain[second]) {
        second = p;
      }
    }
    return second < 0 || gain[first] + gain[second] <= 0
        ? new SaliencyPair(-1, -1)
        : new SaliencyPair(first, second);
  }

  private static double value(double gain, double loss) {
    return gain > 0 && loss < 0 ? -gain * loss : 0;
  }
}
