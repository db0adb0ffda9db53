package org.gauntletml.attacks.scorebased;

import java.util.random.RandomGenerator;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.ScoreBasedAttack;
import org.gauntletml.attacks.ScoreTarget;
import org.gauntletml.attacks.TradeOff;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Margin;

/**
 * Zeroth order optimisation (Chen et al. 2017, arXiv 1708.03999, algorithms 1 and 2): the objective
 * of Carlini and Wagner's L2 attack, {@code ||d||^2 + c max(0, -margin)}, descended along some
 * random features at a time by Adam, with differences instead of gradients; two queries per feature
 * and one for the point itself. The authors' margin of log-probabilities is that of logits.
 * Distances are in widths of the box. Deviations: points are clipped to the box, where the authors
 * change variables by tanh; differences are taken over the move that clipping leaves.
 *
 * @param searches descents, each with another constant
 * @param steps of one descent
 * @param features moved in one step
 * @param rate of Adam, in widths of the box
 * @param initial first constant
 */
public record Zoo(int searches, int steps, int features, double rate, double initial)
    implements ScoreBasedAttack {
  private static final double MOVE = 1e-4;
  private static final double MEAN = 0.9;
  private static final double SQUARE = 0.999;
  private static final double TINY = 1e-8;

  public Zoo {
    if (searches < 1 || steps < 1 || features < 1) {
      throw BadInput.of(
          "ZOO",
          "1 or more searches, steps and features",
          searches + ", " + steps + " and " + features);
    }
    if (!(rate > 0 && initial > 0)) {
      throw BadInput.of("ZOO", "a positive rate and constant", rate + " and " + initial);
    }
  }

  /** The authors' settings for MNIST but for the first constant, their later 0.5. */
  public static Zoo standard() {
    return new Zoo(9, 3000, 128, 0.01, 0.5);
  }

  @Override
  public Norm norm() {
    return Norm.L2;
  }

  @Override
  public boolean minimumNorm() {
    return true;
  }

  /** One step, and a look at where it led. */
  @Override
  public long leastQueries(InputSpec input) {
    return 2 + 2L * Math.min(features, input.features());
  }

  @Override
  public void run(ScoreTarget target, RandomStreams random) {
    checkBudget(target);
    int[] rows = target.active();
    if (rows.length == 0) {
      return;
    }
    TradeOff tradeOff = new TradeOff(rows, initial);
    for (int search = 0; search < searches; search++) {
      descend(target, random, tradeOff);
      tradeOff.advance();
    }
  }

  private void descend(ScoreTarget target, RandomStreams random, TradeOff tradeOff) {
    int[] rows = target.active();
    if (rows.length == 0) {
      return;
    }
    Probes probes = new Probes(target, new Margin(), false);
    float[][] originals = Rows.floats(target.originals(rows));
    Descent[] descents = new Descent[rows[rows.length - 1] + 1];
    for (int n = 0; n < rows.length; n++) {
      descents[rows[n]] =
          new Descent(originals[n], target.input(), features, rate, random.of(rows[n]));
    }
    int each = 1 + 2 * Math.min(features, target.input().features());
    for (int i = 0; i < steps && rows.length > 0; i++) {
      int[] asked = rows;
      for (int row : asked) {
        descents[row].choose();
      }
      double[][] margins =
          probes.losses(
              asked, each, (place, number, point) -> descents[asked[place]].fill(number, point));
      boolean[] adversarial = new boolean[asked.length];
      double[] constants = tradeOff.of(asked);
      for (int n = 0; n < asked.length; n++) {
        adversarial[n] = margins[n][0] > 0;
        descents[asked[n]].step(margins[n], constants[n]);
      }
      tradeOff.tell(asked, adversarial);
      rows = target.standing(asked).rows();
    }
  }

  /** One example's point, and Adam's means for each of its features. */
  private static final class Descent {
    private final float[] original;
    private final float[] x;
    private final InputSpec box;
    private final double width;
    private final double rate;
    private final RandomGenerator random;
    private final int[] order;
    private final int chosen;
    private final double[] mean;
    private final double[] square;
    private final int[] time;

    Descent(float[] original, InputSpec box, int features, double rate, RandomGenerator random) {
      this.original = original;
      this.box = box;
      this.random = random;
      x = original.clone();
      width = box.upper() - box.lower();
      this.rate = rate * width;
      order = new int[x.length];
      for (int i = 0; i < order.length; i++) {
        order[i] = i;
      }
      chosen = Math.min(features, x.length);
      mean = new double[x.length];
      square = new double[x.length];
      time = new int[x.length];
    }

    /** Draws the features of the next step, to the front of the order. */
    void choose() {
      for (int i = 0; i < chosen; i++) {
        int j = i + random.nextInt(order.length - i);
        int feature = order[j];
        order[j] = order[i];
        order[i] = feature;
      }
    }

    /** The point itself, then each chosen feature moved up and down. */
    void fill(int number, float[] point) {
      System.arraycopy(x, 0, point, 0, x.length);
      if (number > 0) {
        int i = order[(number - 1) / 2];
        point[i] = moved(i, number % 2 == 1 ? 1 : -1);
      }
    }

    private float moved(int feature, int sign) {
      return clip(x[feature] + sign * MOVE * width);
    }

    private float clip(double value) {
      return (float) Math.max(box.lower(), Math.min(box.upper(), value));
    }

    void step(double[] margins, double constant) {
      for (int k = 0; k < chosen; k++) {
        int i = order[k];
        double rise = Math.max(0, -margins[2 * k + 1]) - Math.max(0, -margins[2 * k + 2]);
        double run = (double) moved(i, 1) - moved(i, -1);
        double slope = 2 * ((double) x[i] - original[i]) / (width * width) + constant * rise / run;
        time[i]++;
        mean[i] = MEAN * mean[i] + (1 - MEAN) * slope;
        square[i] = SQUARE * square[i] + (1 - SQUARE) * slope * slope;
        double unbiased = Math.sqrt(1 - Math.pow(SQUARE, time[i])) / (1 - Math.pow(MEAN, time[i]));
        x[i] = clip(x[i] - rate * unbiased * mean[i] / (Math.sqrt(square[i]) + TINY));
      }
    }
  }
}
