package org.gauntletml.attacks;

import java.util.Arrays;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Floats;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.tabular.Feature;
import org.gauntletml.models.tabular.Features;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The features of some rows that may change, each as a share of its width: 0 at its lower bound, 1
 * at its upper. What may not change is not there. A point becomes a row by moving each feature of
 * the example by the difference of the shares, rounded toward the example: so whole numbers are
 * whole before the model is asked, and no rounding leads out of a ball. Gradients pass the rounding
 * as if there were none.
 */
public final class FeatureSpace implements SearchSpace {
  private final Features features;
  private final int[] varying;
  private final float[][] examples;
  private final float[][] origins;

  /**
   * @param examples FLOAT {@code [N,F]} in the units of the model, within the features' bounds;
   *     borrowed
   * @throws BadInput if they are of another shape
   */
  public FeatureSpace(Features features, INDArray examples) {
    if (examples.rank() != 2 || examples.size(1) != features.size()) {
      throw features.box().mismatch("features", examples.shape());
    }
    this.features = features;
    this.varying = features.varying();
    this.examples = Rows.floats(examples);
    this.origins = new float[this.examples.length][varying.length];
    for (int n = 0; n < origins.length; n++) {
      for (int j = 0; j < varying.length; j++) {
        origins[n][j] = feature(j).share(this.examples[n][varying[j]]);
      }
    }
  }

  private Feature feature(int coordinate) {
    return features.all().get(varying[coordinate]);
  }

  /** The points where the examples are, {@code [N, varying]}. */
  public INDArray originals() {
    return Rows.batch(origins, input());
  }

  @Override
  public InputSpec input() {
    return InputSpec.unit(varying.length);
  }

  @Override
  public Realised realise(INDArray points, int[] rows) {
    if (rows.length == 0) {
      return new Realised(points, points);
    }
    float[][] asked = Rows.floats(points);
    float[][] settled = new float[rows.length][varying.length];
    float[][] inputs = new float[rows.length][];
    for (int m = 0; m < rows.length; m++) {
      float[] example = examples[rows[m]];
      float[] origin = origins[rows[m]];
      inputs[m] = example.clone();
      for (int j = 0; j < varying.length; j++) {
        float from = example[varying[j]];
        float to = feature(j).moved(from, (double) asked[m][j] - origin[j]);
        inputs[m][varying[j]] = to;
        settled[m][j] = to == from ? origin[j] : feature(j).share(to);
      }
    }
    return new Realised(Rows.batch(settled, input()), Rows.batch(inputs, features.box()));
  }

  @Override
  public INDArray pullback(INDArray gradient) {
    float[] all = Floats.of(gradient);
    float[] kept = new float[all.length / features.size() * varying.length];
    for (int i = 0; i < kept.length; i++) {
      int j = i % varying.length;
      kept[i] =
          (float) (all[i / varying.length * features.size() + varying[j]] * feature(j).width());
    }
    return Floats.array(kept, gradient.size(0), varying.length);
  }

  @Override
  public String toString() {
    return "features " + Arrays.toString(varying) + " of " + features.size();
  }
}
