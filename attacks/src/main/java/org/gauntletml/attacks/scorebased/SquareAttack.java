package org.gauntletml.attacks.scorebased;

import java.util.random.RandomGenerator;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.Planes;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.ScoreBasedAttack;
import org.gauntletml.attacks.ScoreTarget;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.LogitLoss;
import org.gauntletml.models.Margin;

/**
 * Square attack (Andriushchenko et al. 2020, arXiv 1912.00049, algorithms 1 to 3): a random search
 * over squares of ever smaller size, each of which stays when it raises the loss. Every example has
 * windows of its own, as the authors' code has and AutoAttack's has not. Deviations: the window of
 * an image that is not square keeps its area; the L1 form, which is AutoAttack's, stretches the
 * perturbation to epsilon again after clipping, as the L2 form does.
 *
 * @param loss to ascend
 * @param queries per restart, the first point included
 * @param fraction of the pixels that the first windows cover
 * @param rescaled whether the schedule of window sizes, made for 10,000 queries, is stretched to
 *     {@code queries}
 * @param restarts independent runs, 1 or more
 */
public record SquareAttack(
    Norm norm, LogitLoss loss, int queries, double fraction, boolean rescaled, int restarts)
    implements ScoreBasedAttack {
  /** Queries after which the windows' area is halved. */
  private static final int[] HALVINGS = {10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000};

  private static final int SCHEDULED = 10_000;

  public SquareAttack {
    norm.among("Square", Norm.LINF, Norm.L2, Norm.L1);
    if (queries < 1 || restarts < 1) {
      throw BadInput.of("Square", "1 or more queries and restarts", queries + " and " + restarts);
    }
    if (!(fraction > 0 && fraction <= 1)) {
      throw BadInput.of("Square fraction", "a number above 0, at most 1", fraction);
    }
  }

  /** AutoAttack's settings: 5,000 queries from windows of 0.8 of the pixels. */
  public static SquareAttack of(Norm norm) {
    return new SquareAttack(norm, new Margin(), 5000, 0.8, false, 1);
  }

  @Override
  public long mostQueries() {
    return (long) restarts * queries;
  }

  @Override
  public void run(ScoreTarget target, RandomStreams random) {
    for (int restart = 0; restart < restarts; restart++) {
      search(target, random.restart(restart));
    }
  }

  private void search(ScoreTarget target, RandomStreams random) {
    Planes planes = Planes.of(target.input());
    Windows windows =
        norm == Norm.LINF
            ? new Colours(planes, target.threat().bound())
            : new Bumps(planes, norm, target.threat().bound());
    Best best = Best.of(target);
    int[] rows = target.active();
    for (int query = 0; query < queries && rows.length > 0; query++) {
      double share = share(query);
      boolean first = query == 0;
      rows =
          best.ask(
              target,
              loss,
              rows,
              (row, delta) -> {
                RandomGenerator stream = random.of(row);
                if (first) {
                  windows.start(delta, stream);
                } else {
                  windows.move(delta, share, stream);
                }
              });
    }
  }

  /** The share of the pixels that a window covers at this query. */
  double share(int query) {
    double time = rescaled ? (double) query / queries * SCHEDULED : query;
    double share = fraction;
    for (int halving : HALVINGS) {
      share = time > halving ? share / 2 : share;
    }
    return share;
  }
}
