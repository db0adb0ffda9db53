package org.gauntletml.models;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Difference of logits ratio (Croce and Hein 2020, arXiv 2003.01690, equations 6 and 7): invariant
 * to shift and scale of the logits. {@code -(z_y - max_{i != y} z_i) / (z_(1) - z_(3))}, targeted
 * {@code -(z_y - z_t) / (z_(1) - (z_(3) + z_(4)) / 2)}, with 1e-12 added to the denominators. The
 * margin stands in for the untargeted form with two classes and for the targeted one with fewer
 * than four.
 */
public record Dlr() implements LogitLoss {
  private static final double TINY = 1e-12;

  /**
   * @throws BadInput with fewer than three classes
   */
  @Override
  public double away(double[] z, int label, double[] gradient) {
    int[] rank = ranked(z, 3, "DLR loss");
    int rival = rank[0] == label ? rank[1] : rank[0];
    double scale = z[rank[0]] - z[rank[2]] + TINY;
    double loss = (z[rival] - z[label]) / scale;
    gradient[rival] += 1 / scale;
    gradient[label] -= 1 / scale;
    gradient[rank[0]] -= loss / scale;
    gradient[rank[2]] += loss / scale;
    return loss;
  }

  /**
   * @throws BadInput with fewer than four classes
   */
  @Override
  public double toward(double[] z, int label, int target, double[] gradient) {
    int[] rank = ranked(z, 4, "targeted DLR loss");
    double scale = z[rank[0]] - (z[rank[2]] + z[rank[3]]) / 2 + TINY;
    double loss = (z[target] - z[label]) / scale;
    gradient[target] += 1 / scale;
    gradient[label] -= 1 / scale;
    gradient[rank[0]] -= loss / scale;
    gradient[rank[2]] += loss / (2 * scale);
    gradient[rank[3]] += loss / (2 * scale);
    return loss;
  }

  @Override
  public LogitLoss leaving(int classes) {
    return classes < 3 ? new Margin() : this;
  }

  @Override
  public LogitLoss reaching(int classes) {
    return classes < 4 ? new Margin() : this;
  }

  private static int[] ranked(double[] z, int needed, String who) {
    if (z.length < needed) {
      throw BadInput.of(who, needed + " or more classes", z.length).hint("Use the margin loss");
    }
    return IntStream.range(0, z.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer k) -> z[k]).reversed())
        .limit(needed)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** As people write it. */
  @Override
  public String toString() {
    return "dlr";
  }
}
