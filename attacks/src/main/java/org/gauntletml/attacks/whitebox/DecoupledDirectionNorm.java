package org.gauntletml.attacks.whitebox;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.gauntletml.attacks.GradientTarget;
import org.gauntletml.attacks.GradientTarget.Ascent;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.Standing;
import org.gauntletml.attacks.WhiteBoxAttack;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Decoupled direction and norm (Rony et al. 2019, arXiv 1811.09600), minimum norm, L2. Every step
 * turns the perturbation by a step along the unit gradient of the cross-entropy, then sets its
 * length: a fraction gamma shorter where the last point was adversarial, longer where not. The step
 * falls from 1 to 0.01 along a cosine. As with the authors, an example whose gradient is zero takes
 * a random direction instead; lengths here are in widths of the box, which is 1 for them.
 *
 * @param gamma how much the length changes, between 0 and 1
 * @param initialNorm first length, in widths of the box
 * @param levels values a feature may take, to which every point is rounded; 0 for no rounding.
 *     Rounding costs distance where inputs are not images of so many levels
 */
public record DecoupledDirectionNorm(int steps, double gamma, double initialNorm, int levels)
    implements WhiteBoxAttack {
  private static final CosineDecay STEP = new CosineDecay(1, 0.01);

  public DecoupledDirectionNorm {
    if (steps < 1) {
      throw BadInput.of("DDN steps", "1 or more", steps);
    }
    if (!(gamma > 0 && gamma < 1)) {
      throw BadInput.of("DDN gamma", "a number between 0 and 1", gamma);
    }
    if (!(initialNorm > 0)) {
      throw BadInput.of("DDN initial norm", "a positive number", initialNorm);
    }
    if (levels < 0 || levels == 1) {
      throw BadInput.of("DDN levels", "0 for no rounding, or 2 or more", levels);
    }
  }

  /** The authors' settings for images of 256 levels. */
  public static DecoupledDirectionNorm of(int steps) {
    return new DecoupledDirectionNorm(steps, 0.05, 1, 256);
  }

  @Override
  public Norm norm() {
    return Norm.L2;
  }

  @Override
  public boolean minimumNorm() {
    return true;
  }

  @Override
  public void run(GradientTarget target, RandomStreams random) {
    int[] rows = target.active();
    if (rows.length == 0) {
      return;
    }
    InputSpec box = target.input();
    double width = box.upper() - box.lower();
    INDArray origin = target.originals(rows);
    INDArray x = origin;
    double[] corner = Norm.L2.reach(origin, box);
    double[] length = new double[rows.length];
    Arrays.fill(length, initialNorm * width);
    for (int i = 0; i < steps; i++) {
      Ascent ascent = target.ascend(x, rows, new CrossEntropy());
      for (int n = 0; n < length.length; n++) {
        length[n] =
            Math.min(corner[n], length[n] * (1 + (ascent.adversarial()[n] ? -1 : 1) * gamma));
      }
      Standing standing = target.standing(rows);
      rows = standing.rows();
      if (rows.length == 0) {
        return;
      }
      origin = standing.of(origin);
      x = standing.of(x);
      corner = standing.of(corner);
      length = standing.of(length);
      INDArray step = direction(standing.of(ascent.gradient()), rows, target, random);
      INDArray d = step.muli(width * STEP.at(i, steps)).addi(x).subi(origin);
      x = box.clip(rounded(stretched(d, length).addi(origin), box));
    }
  }

  /** Unit gradients, or unit noise where the gradient is zero. */
  private static INDArray direction(
      INDArray gradient, int[] rows, GradientTarget target, RandomStreams random) {
    INDArray direction = Norm.L2.ascent(gradient);
    double[] sizes = Norm.L2.sizes(gradient);
    int[] lost = IntStream.range(0, sizes.length).filter(n -> sizes[n] == 0).toArray();
    if (lost.length > 0) {
      int[] whose = IntStream.of(lost).map(n -> rows[n]).toArray();
      INDArray noise = random.sphere(whose, target.input(), Norm.L2);
      direction.addi(Rows.spread(noise, lost, rows.length));
    }
    return direction;
  }

  private static INDArray stretched(INDArray d, double[] length) {
    return Norm.L2.ascent(d).muli(Rows.column(length, d));
  }

  private INDArray rounded(INDArray x, InputSpec box) {
    if (levels == 0) {
      return x;
    }
    double width = box.upper() - box.lower();
    INDArray level = x.subi(box.lower()).divi(width).muli(levels - 1);
    return Transforms.round(level, false).divi(levels - 1).muli(width).addi(box.lower());
  }
}
