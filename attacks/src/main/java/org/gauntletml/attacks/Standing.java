package org.gauntletml.attacks;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The examples of a question that are still standing.
 *
 * @param rows of the batch
 * @param places where these rows stood in the question
 * @param asked how many rows the question had
 */
public record Standing(int[] rows, int[] places, int asked) {
  /** The part of a per-row array that belongs to the standing examples; itself if all stand. */
  public INDArray of(INDArray x) {
    return places.length == asked ? x : Rows.select(x, places);
  }

  /** Whether no example is left. */
  public boolean isEmpty() {
    return rows.length == 0;
  }
}
