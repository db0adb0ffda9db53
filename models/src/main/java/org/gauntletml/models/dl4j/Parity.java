package org.gauntletml.models.dl4j;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Whether the logits of our copy, put back through the head, are what the network answers. */
final class Parity {
  private static final long SEED = 20220820;
  private static final int BATCH = 2;
  private static final double TOLERANCE = 1e-4;

  private Parity() {}

  /**
   * Compares both on random inputs.
   *
   * @param original the network's own output
   * @throws BadInput if they differ
   */
  static void require(NativeModel model, UnaryOperator<INDArray> original) {
    INDArray x = random(model.input());
    INDArray scores = model.form().scores(model.logits(x));
    INDArray ours =
        switch (model.form().head()) {
          case PLAIN -> scores;
          case SIGMOID -> Transforms.sigmoid(scores);
          case SOFTMAX -> Transforms.softmax(scores.reshape('c', BATCH, model.form().classes()));
        };
    double[] actual = ours.dup('c').data().asDouble();
    double[] expected = original.apply(model.own(x)).dup('c').data().asDouble();
    double scale = Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElse(1));
    for (int i = 0; i < actual.length; i++) {
      if (!(Math.abs(actual[i] - expected[i]) <= TOLERANCE * scale)) {
        throw BadInput.of(
                "network",
                "layers that work the same outside Deeplearning4j",
                "output " + actual[i] + " where network.output gives " + expected[i])
            .hint("Wrap the network's own output as a Java function instead");
      }
    }
  }

  private static INDArray random(InputSpec input) {
    double[] values =
        new SplittableRandom(SEED)
            .doubles((long) BATCH * input.features(), input.lower(), input.upper())
            .toArray();
    return Nd4j.createFromArray(values).reshape('c', input.batch(BATCH)).castTo(DataType.FLOAT);
  }
}
