package org.gauntletml.models.dl4j;

import java.util.Arrays;
import org.gauntletml.models.BadInput;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The network as its owner has it, asked for logits. DL4J answers what comes behind the final
 * softmax or sigmoid, so the logits are those of our copy on DL4J's layers, after a look at whether
 * they lead to the network's own output.
 */
record Original(NativeModel copy, Source network) {
  private static final double TOLERANCE = 1e-4;

  /**
   * FLOAT logits for FLOAT inputs.
   *
   * @throws BadInput if the network's output is another one than follows from the logits
   */
  INDArray logits(INDArray x) {
    INDArray logits = copy.logits(x);
    double[] actual = output(logits).data().asDouble();
    double[] expected = network.output().apply(copy.own(x)).dup('c').data().asDouble();
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
    return NativeLinearization.toFloat(logits);
  }

  /** What the head makes of logits. */
  private INDArray output(INDArray logits) {
    INDArray scores = copy.form().scores(logits);
    return switch (copy.form().head()) {
      case PLAIN -> scores;
      case SIGMOID -> Transforms.sigmoid(scores);
      case SOFTMAX ->
          Transforms.softmax(scores.reshape('c', logits.size(0), copy.form().classes()));
    };
  }
}
