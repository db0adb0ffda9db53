package org.gauntletml.attacks;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The examples of a question that are still standing.
 *
 * @param rows of the batch
 * @param places where these rows stood in the question
 * @param asked how many rows the question had
 */
public record Standing(int[] rows, int[] places, int asked) {
  /** The rows at the places that {@code stands} holds for. */
  public static Standing where(int[] rows, IntPredicate stands) {
    int[] places = IntStream.range(0, rows.length).filter(stands).toArray();
    return new Standing(IntStream.of(places).map(i -> rows[i]).toArray(), places, rows.length);
  }

  /** The part of a per-row array that belongs to the standing examples; itself if all stand. */
  public INDArray of(INDArray x) {
    return places.length == asked ? x : Rows.select(x, places);
  }

  /** As {@link #of(INDArray)}, for one number per row. */
  public double[] of(double[] values) {
    return places.length == asked
        ? values
        : IntStream.of(places).mapToDouble(place -> values[place]).toArray();
  }

  /** Whether no example is left. */
  public boolean isEmpty() {
    return rows.length == 0;
  }
}
