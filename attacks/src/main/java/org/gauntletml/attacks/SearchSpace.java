package org.gauntletml.attacks;

import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where attacks search. Mostly that is where the model's inputs are, but an adversary who may
 * change some features only, or only by whole numbers, searches in coordinates that stand for what
 * is left to choose. Norms are measured there. Only targets know the difference.
 */
public interface SearchSpace {
  /** Shape and bounds of a point. */
  InputSpec input();

  /**
   * What points come down to.
   *
   * @param points FLOAT {@code [M, ...]} in {@link #input()}'s bounds; borrowed
   * @param rows the examples they belong to
   */
  Realised realise(INDArray points, int[] rows);

  /**
   * A gradient with respect to the model's inputs, as one with respect to points.
   *
   * @param gradient FLOAT, given up by the caller
   */
  INDArray pullback(INDArray gradient);

  /**
   * Points that stand for something.
   *
   * @param points no farther from their examples, in any norm, than those that were asked about
   * @param inputs what the model is asked for them
   */
  record Realised(INDArray points, INDArray inputs) {}

  /** Every input is a point. */
  static SearchSpace everywhere(InputSpec input) {
    return new SearchSpace() {
      @Override
      public InputSpec input() {
        return input;
      }

      @Override
      public Realised realise(INDArray points, int[] rows) {
        return new Realised(points, points);
      }

      @Override
      public INDArray pullback(INDArray gradient) {
        return gradient;
      }
    };
  }
}
