package org.gauntletml.attacks.scorebased;

import java.util.Arrays;
import org.gauntletml.attacks.Chunks;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.ScoreBasedAttack;
import org.gauntletml.attacks.ScoreTarget;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.LogitLoss;
import org.gauntletml.models.Margin;

/**
 * SignHunter (Al-Dujaili and O'Reilly 2020, arXiv 1902.06894, algorithm 1): the corner of the ball
 * whose signs the loss likes best. All signs are flipped, then each half, each quarter and so on; a
 * flip stays when the loss rises. Deterministic. Deviation: when every feature has been flipped
 * alone, it starts over from the signs found, until the queries are spent.
 *
 * @param loss to ascend
 * @param queries per example, the first point included
 */
public record SignHunter(LogitLoss loss, int queries) implements ScoreBasedAttack {
  public SignHunter {
    if (queries < 1) {
      throw BadInput.of("SignHunter", "1 or more queries", queries);
    }
  }

  /** 10,000 queries on the margin. */
  public static SignHunter standard() {
    return new SignHunter(new Margin(), 10_000);
  }

  @Override
  public Norm norm() {
    return Norm.LINF;
  }

  @Override
  public void run(ScoreTarget target, RandomStreams random) {
    Best best = Best.of(target);
    int[] rows = target.active();
    float[][] signs = new float[rows.length == 0 ? 0 : rows[rows.length - 1] + 1][];
    for (int row : rows) {
      signs[row] = new float[target.input().features()];
      Arrays.fill(signs[row], 1);
    }
    float epsilon = (float) target.threat().bound();
    Chunks chunks = new Chunks(target.input().features());
    for (int query = 0; query < queries && rows.length > 0; query++) {
      boolean first = query == 0;
      int from = chunks.from();
      int to = first ? from : chunks.to();
      int[] asked = rows;
      for (int row : asked) {
        flip(signs[row], from, to);
      }
      rows = best.ask(target, loss, asked, (row, delta) -> scale(signs[row], epsilon, delta));
      for (int row : asked) {
        if (!best.raised(row)) {
          flip(signs[row], from, to);
        }
      }
      if (!first) {
        chunks.advance();
      }
    }
  }

  private static void flip(float[] signs, int from, int to) {
    for (int i = from; i < to; i++) {
      signs[i] = -signs[i];
    }
  }

  private static void scale(float[] signs, float epsilon, float[] delta) {
    for (int i = 0; i < delta.length; i++) {
      delta[i] = signs[i] * epsilon;
    }
  }
}
