package org.gauntletml.attacks.universal;

import org.gauntletml.attacks.DecisionBasedAttack;
import org.gauntletml.attacks.LabelTarget;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.Rows;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;

/**
 * One patch, laid over each image once at a random place: the part of the images that fall is an
 * unbiased estimate of how often the patch works. Measured as L0, the number of features it covers.
 * Asks nothing about inputs that are not images.
 *
 * @param size pixels of a side
 * @param pixels {@code [C, size, size]} in 'c' order
 */
public record PlacedPatch(int size, double[] pixels, Placement placement)
    implements DecisionBasedAttack {
  @Override
  public Norm norm() {
    return Norm.L0;
  }

  /** It has no epsilon: its size is its own. */
  @Override
  public boolean minimumNorm() {
    return true;
  }

  @Override
  public void run(LabelTarget target, RandomStreams random) {
    InputSpec input = target.input();
    int[] rows = target.active();
    if (rows.length == 0 || input.shape().size() != 3) {
      return;
    }
    int channels = pixels.length / (size * size);
    if (channels != input.shape().get(0)) {
      throw BadInput.of("patch", "as many channels as " + input + " has", channels);
    }
    int height = input.shape().get(1).intValue();
    int width = input.shape().get(2).intValue();
    Patch patch = new Patch(channels, size, pixels);
    double[][] images = Rows.doubles(target.originals(rows));
    for (int n = 0; n < rows.length; n++) {
      patch.cover(images[n], placement.draw(random.of(rows[n]), size, height, width));
    }
    target.labels(input.clip(Rows.batch(images, input)), rows);
  }
}
