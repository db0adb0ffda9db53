package org.gauntletml.attacks.whitebox;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.gauntletml.attacks.GradientTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rivals;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.Standing;
import org.gauntletml.attacks.WhiteBoxAttack;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.Logits;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Jacobian-based saliency map attack (Papernot et al. 2016, arXiv 1511.07528), minimum norm, L0: at
 * every step it moves the pair of features that raises the logit of a class most while lowering the
 * sum of the others. It is a targeted attack; under an untargeted criterion it aims at several
 * classes in turn, the highest clean logits first. Saliency is taken on logits, as in cleverhans; a
 * feature leaves the search at the edge of the box; where no pair lowers the other logits, which
 * logits are free not to do, the pair that raises the goal's most is moved.
 *
 * @param theta change of a feature, in widths of the box; negative to lower features
 * @param gamma part of the features that may change at most, in (0, 1]
 * @param rivals classes to aim at
 */
public record Jsma(double theta, double gamma, int rivals) implements WhiteBoxAttack {
  public Jsma {
    if (theta == 0 || !(Math.abs(theta) <= 1)) {
      throw BadInput.of("JSMA theta", "a change from -1 to 1, not 0", theta);
    }
    if (!(gamma > 0 && gamma <= 1)) {
      throw BadInput.of("JSMA gamma", "a number in (0, 1]", gamma);
    }
    if (rivals < 1) {
      throw BadInput.of("JSMA rivals", "1 or more", rivals);
    }
  }

  /** The settings of cleverhans, all features to the upper edge, toward 9 classes in turn. */
  public static Jsma raising() {
    return new Jsma(1, 1, 9);
  }

  @Override
  public Norm norm() {
    return Norm.L0;
  }

  @Override
  public boolean minimumNorm() {
    return true;
  }

  @Override
  public void run(GradientTarget target, RandomStreams random) {
    Rivals classes = target.rivals(rivals);
    for (int rank = 0; rank < classes.count(); rank++) {
      search(target, classes, rank);
    }
  }

  private void search(GradientTarget target, Rivals classes, int rank) {
    int pairs = (int) (target.input().features() * gamma / 2);
    int[] rows = target.active();
    INDArray x = target.originals(rows);
    for (int i = 0; rows.length > 0; i++) {
      int[] goals = classes.of(rows, rank);
      INDArray toward;
      INDArray elsewhere;
      boolean[] fell;
      try (Linearization forward = target.linearize(x, rows)) {
        if (i == pairs) {
          return;
        }
        int[] predicted = Logits.argMax(forward.logits());
        fell = target.criterion().met(rows, target.trueLabels(rows), predicted);
        toward = forward.pullback(cotangents(goals, target.classes(), 1, 0));
        elsewhere = forward.pullback(cotangents(goals, target.classes(), 0, 1));
      }
      double[][] points = Rows.doubles(x);
      boolean[] moved = raise(points, toward, elsewhere, target.input());
      Standing standing = target.standing(rows, n -> !fell[n] && moved[n]);
      rows = standing.rows();
      x = standing.of(Rows.batch(points, target.input()));
    }
  }

  /** Moves the best pair of every point, in place, and says where there was one. */
  private boolean[] raise(double[][] points, INDArray toward, INDArray elsewhere, InputSpec box) {
    double sign = Math.signum(theta);
    double[][] gain = Rows.doubles(toward.muli(sign));
    double[][] loss = Rows.doubles(elsewhere.muli(sign));
    double change = theta * (box.upper() - box.lower());
    boolean[] moved = new boolean[points.length];
    for (int n = 0; n < points.length; n++) {
      double[] x = points[n];
      int[] free =
          IntStream.range(0, x.length)
              .filter(p -> theta > 0 ? x[p] < (float) box.upper() : x[p] > (float) box.lower())
              .toArray();
      SaliencyPair pair = SaliencyPair.best(gain[n], loss[n], free);
      moved[n] = pair.exists();
      if (moved[n]) {
        for (int p : new int[] {pair.first(), pair.second()}) {
          x[p] = Math.max(box.lower(), Math.min(box.upper(), x[p] + change));
        }
      }
    }
    return moved;
  }

  private static INDArray cotangents(int[] goals, int classes, float atGoal, float elsewhere) {
    float[][] rows = new float[goals.length][classes];
    for (int n = 0; n < goals.length; n++) {
      Arrays.fill(rows[n], elsewhere);
      rows[n][goals[n]] = atGoal;
    }
    return Nd4j.createFromArray(rows);
  }
}
