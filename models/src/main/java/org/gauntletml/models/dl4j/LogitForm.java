package org.gauntletml.models.dl4j;

import java.util.Arrays;
import org.gauntletml.models.BadInput;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * How the scores of a network become logits {@code [N, classes]}, and how cotangents go back. The
 * single score z of a sigmoid becomes the two logits {@code [0, z]}, whose softmax is {@code [1 -
 * sigmoid(z), sigmoid(z)]}.
 *
 * @param head what was taken off the network
 * @param shape shape of one example's scores: {@code [K]}, or K with dimensions of size one
 */
record LogitForm(Head head, long[] shape) {
  /**
   * @param batch scores of a trial batch
   * @param examples in that batch
   * @throws BadInput if the network does not answer one row of two or more scores per example
   */
  static LogitForm of(Head head, INDArray batch, long examples) {
    long[] shape = Arrays.copyOfRange(batch.shape(), 1, batch.rank());
    long classes = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    if (batch.size(0) != examples || Arrays.stream(shape).filter(d -> d > 1).count() > 1) {
      throw BadInput.of(
              "network output",
              "one row of class scores per example",
              Arrays.toString(batch.shape()) + " for " + examples + " examples")
          .hint(
              "A network that labels every pixel or time step is no classifier of whole inputs;"
                  + " pool or take the last time step first");
    }
    if (classes == 1 && head != Head.SIGMOID) {
      throw BadInput.of("network output", "two or more class scores, or one sigmoid", "one score")
          .hint("A regression network has no classes to attack");
    }
    return new LogitForm(head, shape);
  }

  int classes() {
    return pair() ? 2 : Math.toIntExact(width());
  }

  /** Fresh logits in 'c' order. */
  INDArray logits(INDArray z) {
    INDArray flat = z.dup('c').reshape('c', new long[] {z.size(0), width()});
    return pair() ? Nd4j.hstack(Nd4j.zeros(flat.dataType(), flat.shape()), flat).dup('c') : flat;
  }

  /** Logits back to scores, and so also cotangents of logits to cotangents of scores; fresh. */
  INDArray scores(INDArray logits) {
    INDArray own =
        pair()
            ? logits.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 2)).dup('c')
            : logits.dup('c');
    long[] batch = new long[shape.length + 1];
    batch[0] = own.size(0);
    System.arraycopy(shape, 0, batch, 1, shape.length);
    return own.reshape('c', batch);
  }

  private boolean pair() {
    return width() == 1;
  }

  private long width() {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }
}
