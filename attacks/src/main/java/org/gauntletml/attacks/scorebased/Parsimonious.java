package org.gauntletml.attacks.scorebased;

import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.Planes;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.ScoreBasedAttack;
import org.gauntletml.attacks.ScoreTarget;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.LogitLoss;

/**
 * Parsimonious attack (Moon et al. 2019, arXiv 1905.06635, algorithms 1 to 3): the corner of the
 * ball is searched by lazy greedy insertions and deletions of blocks that are raised by epsilon
 * while all others are lowered, on ever smaller blocks. See {@link LazyGreedy} for one example's
 * search.
 *
 * @param loss to ascend
 * @param queries per example, that of the first corner included
 * @param across blocks along the longer side at first
 * @param together blocks that are compared with each other at a time
 */
public record Parsimonious(LogitLoss loss, int queries, int across, int together)
    implements ScoreBasedAttack {
  public Parsimonious {
    if (queries < 1) {
      throw BadInput.of("parsimonious attack", "1 or more queries", queries);
    }
    if (across < 1 || together < 1) {
      throw BadInput.of(
          "parsimonious attack",
          "1 or more blocks across and together",
          across + " and " + together);
    }
  }

  /** The authors' settings: 8 blocks across at first, 64 together; 10,000 queries. */
  public static Parsimonious standard() {
    return new Parsimonious(new CrossEntropy(), 10_000, 8, 64);
  }

  @Override
  public Norm norm() {
    return Norm.LINF;
  }

  @Override
  public void run(ScoreTarget target, RandomStreams random) {
    int[] rows = target.active();
    if (rows.length == 0) {
      return;
    }
    Planes planes = Planes.of(target.input());
    float epsilon = (float) target.threat().bound();
    float[][] originals = Rows.floats(target.originals(rows));
    LazyGreedy[] searches = new LazyGreedy[rows[rows.length - 1] + 1];
    float[][] inputs = new float[searches.length][];
    for (int n = 0; n < rows.length; n++) {
      inputs[rows[n]] = originals[n];
      searches[rows[n]] = new LazyGreedy(planes, across, together, random.of(rows[n]));
    }
    Probes probes = new Probes(target, loss, false);
    for (int query = 0; query < queries && rows.length > 0; query++) {
      int[] asked = rows;
      double[][] losses =
          probes.losses(
              asked,
              1,
              (place, number, point) -> {
                float[] x = inputs[asked[place]];
                float[] signs = searches[asked[place]].next();
                for (int i = 0; i < point.length; i++) {
                  point[i] = x[i] + epsilon * signs[i];
                }
              });
      for (int n = 0; n < asked.length; n++) {
        searches[asked[n]].hear(losses[n][0]);
      }
      rows = target.standing(asked).rows();
    }
  }
}
