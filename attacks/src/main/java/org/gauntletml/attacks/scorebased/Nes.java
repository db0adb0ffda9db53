package org.gauntletml.attacks.scorebased;

import java.util.Arrays;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.ScoreBasedAttack;
import org.gauntletml.attacks.ScoreTarget;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.LogitLoss;

/**
 * Query-limited attack by natural evolution strategies (Ilyas et al. 2018, arXiv 1804.08598,
 * algorithm 1): projected gradient ascent with momentum, along gradients estimated from pairs of
 * opposite normal moves. Steps are shortened when the loss has not risen for {@value #PLATEAU}
 * steps. Deviations: the point itself is asked about once a step, which the authors' code does not
 * count; the L2 form takes steps of steepest ascent in L2.
 *
 * @param loss to ascend
 * @param steps at most
 * @param pairs of moves of one estimate
 * @param sigma length of the moves per feature, in widths of the box
 * @param rate first step length, relative to epsilon
 * @param least shortest step length, relative to epsilon
 * @param momentum share of the past in each step, from 0, below 1
 */
public record Nes(
    Norm norm,
    LogitLoss loss,
    int steps,
    int pairs,
    double sigma,
    double rate,
    double least,
    double momentum)
    implements ScoreBasedAttack {
  private static final int PLATEAU = 5;
  private static final double DROP = 2;

  public Nes {
    norm.among("NES", Norm.LINF, Norm.L2);
    if (steps < 1 || pairs < 1) {
      throw BadInput.of("NES", "1 or more steps and pairs", steps + " and " + pairs);
    }
    if (!(sigma > 0 && rate >= least && least > 0)) {
      throw BadInput.of(
          "NES",
          "a positive sigma and rates, the least not above the first",
          sigma + ", " + least + " and " + rate);
    }
    if (!(momentum >= 0 && momentum < 1)) {
      throw BadInput.of("NES momentum", "a number from 0, below 1", momentum);
    }
  }

  /** The authors' settings: 25 pairs, steps of a fifth of epsilon down to a thousandth. */
  public static Nes of(Norm norm) {
    return new Nes(norm, new CrossEntropy(), 1000, 25, 1e-3, 0.2, 1e-3, 0.9);
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
            new Probes(target, loss, false),
            new Slope.Draws(Slope.Noise.GAUSSIAN, pairs, features),
            steps,
            random);
  }

  private final class Search implements Climb {
    private final double epsilon;
    private final double width;
    private final Positions positions;
    private final double[][] gradients;
    private final double[] rates;
    private final double[][] past;
    private final int[] since;

    Search(ScoreTarget target) {
      epsilon = target.threat().bound();
      width = target.input().upper() - target.input().lower();
      positions = new Positions(target);
      int count = positions.count();
      gradients = new double[count][target.input().features()];
      rates = new double[count];
      Arrays.fill(rates, rate);
      past = new double[count][PLATEAU];
      since = new int[count];
    }

    @Override
    public void stand(int row, float[] point) {
      positions.copy(row, point);
    }

    @Override
    public void fill(int row, float[] draw, int sign, float[] point) {
      positions.around(row, sign * sigma * width, draw, point);
    }

    @Override
    public void step(int[] rows, Slope[] slopes) {
      double[][] ahead = new double[rows.length][];
      double[] lengths = new double[rows.length];
      for (int n = 0; n < rows.length; n++) {
        int row = rows[n];
        double[] direction = slopes[n].direction();
        ahead[n] = gradients[row];
        for (int i = 0; i < direction.length; i++) {
          ahead[n][i] = momentum * ahead[n][i] + (1 - momentum) * direction[i];
        }
        slowDown(row, slopes[n].mean());
        lengths[n] = rates[row] * epsilon;
      }
      positions.ascend(rows, ahead, lengths);
    }

    private void slowDown(int row, double loss) {
      double oldest = past[row][since[row] % PLATEAU];
      past[row][since[row]++ % PLATEAU] = loss;
      if (since[row] > PLATEAU && loss < oldest) {
        rates[row] = Math.max(rates[row] / DROP, least);
        since[row] = 0;
      }
    }
  }
}
