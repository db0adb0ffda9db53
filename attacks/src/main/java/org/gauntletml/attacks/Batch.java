package org.gauntletml.attacks;

import java.util.Arrays;
import java.util.List;
import org.gauntletml.models.BadInput;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Examples attacked together.
 *
 * @param inputs FLOAT {@code [N, input...]}; borrowed and never changed
 * @param labels N true classes
 * @param ids N names; an example's randomness hangs on its name, not on its place in the batch
 * @param known to the adversary; a part of the batch keeps what is known to the whole
 */
public record Batch(INDArray inputs, int[] labels, List<String> ids, Known known) {
  public Batch {
    ids = List.copyOf(ids);
    if (labels.length != inputs.size(0) || ids.size() != labels.length) {
      throw BadInput.of(
          "batch",
          "as many labels and ids as inputs",
          inputs.size(0) + " inputs, " + labels.length + " labels, " + ids.size() + " ids");
    }
  }

  /** A batch to whose adversary its own examples are known. */
  public Batch(INDArray inputs, int[] labels, List<String> ids) {
    this(inputs, labels, ids, new Known(inputs, labels));
  }

  /** Number of examples. */
  public int size() {
    return labels.length;
  }

  /** The examples of these rows, in this order, copied. */
  public Batch select(int[] rows) {
    return new Batch(
        Rows.select(inputs, rows),
        Arrays.stream(rows).map(row -> labels[row]).toArray(),
        Arrays.stream(rows).mapToObj(ids::get).toList(),
        known);
  }
}
