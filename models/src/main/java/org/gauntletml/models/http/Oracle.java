package org.gauntletml.models.http;

import java.util.Arrays;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Floats;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.NoAnswer;
import org.gauntletml.models.wrapping.InputEdge;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An endpoint that was found to answer one kind of question. */
record Oracle(Line line, Questions questions, InputEdge edge) {
  InputSpec input() {
    return edge.input();
  }

  /** Who answers, for messages. */
  String who() {
    return questions.endpoint().toString();
  }

  /** What is done with the rows of an answer. */
  @FunctionalInterface
  interface Reading<T> {
    T of(double[][] rows);
  }

  /**
   * Asks about a batch.
   *
   * @param anew whether to ask also about what is known
   * @throws BadInput if an input is not finite
   * @throws NoAnswer if the endpoint does not answer, or answers what {@code reading} refuses
   */
  <T> T ask(INDArray x, boolean anew, Reading<T> reading) {
    input().checkFinite(who(), x);
    try {
      return reading.of(line.ask(questions, rows(x), anew));
    } catch (BadInput wrong) {
      throw NoAnswer.because(wrong);
    }
  }

  /** Inputs as they are sent. */
  float[][] rows(INDArray x) {
    int count = (int) x.size(0);
    float[] arranged = edge.apply(Floats.of(x), count);
    int features = input().features();
    float[][] rows = new float[count][];
    Arrays.setAll(rows, n -> Arrays.copyOfRange(arranged, n * features, (n + 1) * features));
    return rows;
  }
}
