package org.gauntletml.attacks.scorebased;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.Planes;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.ScoreBasedAttack;
import org.gauntletml.attacks.ScoreTarget;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;

/**
 * Simple black-box attack (Guo et al. 2019, arXiv 1905.07121, algorithm 1): tries the vectors of an
 * orthonormal basis in random order, backward and, where that does not raise the loss, forward. The
 * loss is the logarithm of the true class's probability, which does not saturate. Deviations: a
 * perturbation longer than epsilon is shortened to it, and when all vectors have been tried they
 * are tried again in another order.
 *
 * @param basis the vectors
 * @param step length of a step
 * @param queries per example, that of the unperturbed example included
 */
public record SimBa(Basis basis, double step, int queries) implements ScoreBasedAttack {
  public SimBa {
    if (!(step > 0) || Double.isInfinite(step)) {
      throw BadInput.of("SimBA step", "a positive length", step);
    }
    if (queries < 1) {
      throw BadInput.of("SimBA", "1 or more queries", queries);
    }
  }

  /** The authors' 0.2 along single pixels, 10,000 queries. */
  public static SimBa pixels() {
    return new SimBa(Basis.PIXELS, 0.2, 10_000);
  }

  /** The authors' 0.2 along waves, the slow half of them along each axis, 10,000 queries. */
  public static SimBa waves() {
    return new SimBa(Basis.WAVES, 0.2, 10_000);
  }

  @Override
  public Norm norm() {
    return Norm.L2;
  }

  @Override
  public long mostQueries() {
    return queries;
  }

  @Override
  public void run(ScoreTarget target, RandomStreams random) {
    Best best = Best.of(target);
    int[] rows = target.active();
    Basis.Vectors vectors = basis.of(Planes.of(target.input()));
    Walk[] walks = new Walk[rows.length == 0 ? 0 : rows[rows.length - 1] + 1];
    for (int row : rows) {
      walks[row] = new Walk(vectors.count(), random.of(row));
    }
    double epsilon = target.threat().bound();
    for (int query = 0; query < queries && rows.length > 0; query++) {
      boolean first = query == 0;
      int[] asked = rows;
      rows =
          best.ask(
              target,
              new CrossEntropy(),
              asked,
              (row, delta) -> {
                if (!first) {
                  vectors.add(walks[row].vector(), walks[row].sign() * step, delta);
                  shorten(delta, epsilon);
                }
              });
      for (int row : asked) {
        if (!first) {
          walks[row].advance(best.raised(row));
        }
      }
    }
  }

  private static void shorten(float[] delta, double longest) {
    double squares = 0;
    for (float value : delta) {
      squares += (double) value * value;
    }
    double scale = longest / Math.sqrt(squares);
    for (int i = 0; i < delta.length && scale < 1; i++) {
      delta[i] = (float) (delta[i] * scale);
    }
  }

  /** Where one example is in its order of the vectors. */
  private static final class Walk {
    private final RandomGenerator random;
    private final int[] order;
    private int next;
    private int sign = -1;

    Walk(int count, RandomGenerator random) {
      this.random = random;
      this.order = IntStream.range(0, count).toArray();
      draw();
    }

    /** Puts a vector that has not been tried in this round next. */
    private void draw() {
      int chosen = next + random.nextInt(order.length - next);
      int vector = order[chosen];
      order[chosen] = order[next];
      order[next] = vector;
    }

    int vector() {
      return order[next];
    }

    int sign() {
      return sign;
    }

    void advance(boolean raised) {
      if (!raised && sign < 0) {
        sign = 1;
        return;
      }
      sign = -1;
      next = (next + 1) % order.length;
      draw();
    }
  }
}
