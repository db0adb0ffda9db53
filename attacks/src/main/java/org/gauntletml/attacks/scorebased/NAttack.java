package org.gauntletml.attacks.scorebased;

import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.ScoreBasedAttack;
import org.gauntletml.attacks.ScoreTarget;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.LogitLoss;
import org.gauntletml.models.Margin;

/**
 * NAttack (Li et al. 2019, arXiv 1905.00441, algorithm 1): learns a normal distribution whose
 * samples, taken through tanh into the box and then into the ball, are adversarial; its mean
 * follows the losses of the samples, less their mean and in units of their spread. Deviations:
 * samples come in opposite pairs, which takes the mean out exactly; the distribution has a
 * dimension per feature for every size of image; edges of the box are {@value #INSIDE} for tanh,
 * where the authors' 0.99999 leaves black and white pixels nearly still.
 *
 * @param loss to ascend
 * @param steps at most
 * @param pairs of samples of one step
 * @param sigma standard deviation of the samples
 * @param rate of learning
 */
public record NAttack(Norm norm, LogitLoss loss, int steps, int pairs, double sigma, double rate)
    implements ScoreBasedAttack {
  private static final double INSIDE = 0.99;

  public NAttack {
    norm.among("NAttack", Norm.LINF, Norm.L2);
    if (steps < 1 || pairs < 1) {
      throw BadInput.of("NAttack", "1 or more steps and pairs", steps + " and " + pairs);
    }
    if (!(sigma > 0 && rate > 0)) {
      throw BadInput.of("NAttack", "a positive sigma and rate", sigma + " and " + rate);
    }
  }

  /** The authors' settings: 500 steps of 150 pairs. */
  public static NAttack of(Norm norm) {
    return new NAttack(norm, new Margin(), 500, 150, 0.1, 0.02);
  }

  /** One step, and the point before and behind it. */
  @Override
  public long leastQueries(InputSpec input) {
    return 2 + 2L * pairs;
  }

  @Override
  public void run(ScoreTarget target, RandomStreams random) {
    checkBudget(target);
    int features = target.input().features();
    new Search(target)
        .run(
            new Probes(target, loss, true),
            new Slope.Draws(Slope.Noise.GAUSSIAN, pairs, features),
            steps,
            random);
  }

  private final class Search implements Climb {
    private final double centre;
    private final double half;
    private final double[][] means;

    Search(ScoreTarget target) {
      InputSpec box = target.input();
      centre = (box.upper() + box.lower()) / 2;
      half = (box.upper() - box.lower()) / 2;
      int[] rows = target.active();
      means = new double[rows.length == 0 ? 0 : rows[rows.length - 1] + 1][];
      if (rows.length > 0) {
        double[][] originals = Rows.doubles(target.originals(rows));
        for (int n = 0; n < rows.length; n++) {
          means[rows[n]] = originals[n];
          for (int i = 0; i < originals[n].length; i++) {
            originals[n][i] = atanh(INSIDE * (originals[n][i] - centre) / half);
          }
        }
      }
    }

    @Override
    public void stand(int row, float[] point) {
      for (int i = 0; i < point.length; i++) {
        point[i] = leave(means[row][i]);
      }
    }

    @Override
    public void fill(int row, float[] draw, int sign, float[] point) {
      for (int i = 0; i < point.length; i++) {
        point[i] = leave(means[row][i] + sign * sigma * draw[i]);
      }
    }

    @Override
    public void step(int[] rows, Slope[] slopes) {
      for (int n = 0; n < rows.length; n++) {
        double scale = rate / (2 * pairs * sigma * Math.max(slopes[n].spread(), 1e-7));
        double[] mean = means[rows[n]];
        for (int i = 0; i < mean.length; i++) {
          mean[i] += scale * slopes[n].direction()[i];
        }
      }
    }

    private float leave(double z) {
      return (float) (centre + half * Math.tanh(z) / INSIDE);
    }

    private static double atanh(double t) {
      return 0.5 * Math.log((1 + t) / (1 - t));
    }
  }
}
