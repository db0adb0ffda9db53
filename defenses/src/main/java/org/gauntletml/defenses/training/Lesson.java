package org.gauntletml.defenses.training;

import java.util.stream.IntStream;
import org.gauntletml.attacks.RandomStreams;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One batch of a training run.
 *
 * @param x FLOAT {@code [N, input...]}; borrowed and never changed
 * @param labels N true classes
 * @param random one stream per example, of this epoch
 * @param share of epsilon that is used by now, in (0, 1]; below 1 during warm-up
 */
public record Lesson(INDArray x, int[] labels, RandomStreams random, double share) {
  /** Number of examples. */
  public int size() {
    return labels.length;
  }

  /** All rows. */
  int[] rows() {
    return IntStream.range(0, size()).toArray();
  }
}
