package org.gauntletml.attacks.spatial;

import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Turns and moves images over a whole grid (Engstrom et al. 2019, arXiv 1712.02779). Brute force,
 * immune to masked gradients. Uncovered corners take the lower edge of the box; between pixels it
 * is bilinear. Asks nothing about inputs that are not images.
 *
 * <p>Its threat is the range of the transformations, not a ball: it is run without an epsilon. The
 * distance that comes with a success is only the size of the change the transformation made.
 *
 * @param norm measures the change
 * @param maxAngle degrees to either side
 * @param maxShift pixels to either side, along both axes
 * @param angles on the grid
 * @param shifts on the grid, along each axis
 */
public record SpatialAttack(Norm norm, double maxAngle, double maxShift, int angles, int shifts)
    implements DecisionBasedAttack {
  public SpatialAttack {
    if (!(maxAngle >= 0 && maxAngle <= 180 && maxShift >= 0)) {
      throw BadInput.of(
          "spatial attack",
          "angles of 0 to 180 degrees and shifts of 0 or more",
          maxAngle + " and " + maxShift);
    }
    if (angles < 1 || shifts < 1) {
      throw BadInput.of("spatial attack", "1 or more angles and shifts", angles + " and " + shifts);
    }
  }

  /** 5 angles within 30 degrees times 5 x 5 shifts within 3 pixels. */
  public static SpatialAttack of(Norm norm) {
    return new SpatialAttack(norm, 30, 3, 5, 5);
  }

  @Override
  public boolean minimumNorm() {
    return true;
  }

  @Override
  public void run(LabelTarget target, RandomStreams random) {
    if (target.input().shape().size() != 3) {
      return;
    }
    for (int i = 0; i < angles * shifts * shifts; i++) {
      int[] rows = target.active();
      if (rows.length == 0) {
        return;
      }
      double degrees = grid(i / (shifts * shifts), angles, maxAngle);
      double right = grid(i / shifts % shifts, shifts, maxShift);
      double down = grid(i % shifts, shifts, maxShift);
      target.labels(moved(target, rows, degrees, right, down), rows);
    }
  }

  private static double grid(int i, int count, double most) {
    return count == 1 ? 0 : most * (2.0 * i / (count - 1) - 1);
  }

  private static INDArray moved(
      LabelTarget target, int[] rows, double degrees, double right, double down) {
    InputSpec input = target.input();
    int height = input.shape().get(1).intValue();
    int width = input.shape().get(2).intValue();
    double x = (width - 1) / 2.0;
    double y = (height - 1) / 2.0;
    Affine from = Affine.source(x + right, y + down, degrees, 1, x, y);
    Warp warp = Warp.of(from, height, width, height, width);
    double[][] images = Rows.doubles(target.originals(rows).subi(input.lower()));
    double[][] warped = new double[rows.length][input.features()];
    for (int n = 0; n < rows.length; n++) {
      for (int plane = 0; plane < input.features(); plane += height * width) {
        warp.apply(images[n], plane, warped[n], plane);
      }
    }
    return input.clip(Rows.batch(warped, input).addi(input.lower()));
  }
}
