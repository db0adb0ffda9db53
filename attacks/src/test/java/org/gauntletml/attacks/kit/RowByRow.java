package org.gauntletml.attacks.kit;

import java.util.ArrayList;
import java.util.List;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A model asked about one example at a time. Compiled networks round a product differently in
 * batches of different sizes; this way what an attack finds can be compared bit by bit.
 */
public record RowByRow(DifferentiableClassifier model) implements DifferentiableClassifier {
  @Override
  public InputSpec input() {
    return model.input();
  }

  @Override
  public int classes() {
    return model.classes();
  }

  @Override
  public Linearization linearize(INDArray x) {
    List<Linearization> rows = new ArrayList<>();
    for (int n = 0; n < x.size(0); n++) {
      rows.add(model.linearize(row(x, n)));
    }
    INDArray logits =
        Nd4j.concat(0, rows.stream().map(Linearization::logits).toArray(INDArray[]::new));
    return new Linearization() {
      @Override
      public INDArray logits() {
        return logits;
      }

      @Override
      public INDArray pullback(INDArray dLogits) {
        INDArray[] gradients = new INDArray[rows.size()];
        for (int n = 0; n < gradients.length; n++) {
          gradients[n] = rows.get(n).pullback(row(dLogits, n));
        }
        return Nd4j.concat(0, gradients);
      }

      @Override
      public void close() {
        rows.forEach(Linearization::close);
      }
    };
  }

  private static INDArray row(INDArray x, int n) {
    long[] shape = x.shape().clone();
    shape[0] = 1;
    return x.slice(n).dup('c').reshape('c', shape);
  }
}
