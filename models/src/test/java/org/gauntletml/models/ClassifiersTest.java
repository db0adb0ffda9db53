package org.gauntletml.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ClassifiersTest {
  private static final InputSpec INPUT = InputSpec.unit(3);

  /** Logits are the values and their negatives' sum. */
  private static INDArray four(INDArray x) {
    return Nd4j.hstack(x, x.sum(true, 1).neg()).castTo(DataType.DOUBLE);
  }

  private static INDArray x() {
    return Nd4j.createFromArray(new float[][] {{0.1f, 0.7f, 0.2f}, {0.9f, 0, 0.5f}});
  }

  @Test
  void aFunctionOfScores() {
    ScoreFunction model =
        Classifiers.of(
            x -> {
              INDArray told = four(x);
              x.assign(99); // its own copy
              return told;
            },
            INPUT,
            4);
    INDArray x = x();
    INDArray logits = model.logits(x);
    assertThat(logits.dataType()).isEqualTo(DataType.FLOAT);
    assertThat(logits.ordering()).isEqualTo('c');
    assertThat(Floats.of(logits)).containsExactly(0.1f, 0.7f, 0.2f, -1, 0.9f, 0, 0.5f, -1.4f);
    assertThat(Floats.of(x)).containsExactly(0.1f, 0.7f, 0.2f, 0.9f, 0, 0.5f);
    assertThat(model.labels(x)).containsExactly(1, 0);
    assertThat(model.check(1).passed()).isTrue();
    assertThat(model.description().limitation())
        .hasValue("it is a function that tells scores only");
  }

  @Test
  void aFunctionOfLabels() {
    LabelFunction model =
        Classifiers.ofLabels(x -> x.argMax(1).toIntVector(), InputSpec.unit(3), 3);
    assertThat(model.labels(x())).containsExactly(1, 0);
    assertThat(model).isNotInstanceOf(Classifier.class);
  }

  private static void refused(UnaryOperator<INDArray> function, String... parts) {
    assertThatThrownBy(() -> Classifiers.of(function, INPUT, 4).logits(x()))
        .isInstanceOf(BadInput.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void answersThatAreNoLogits() {
    refused(x -> x, "expected logits of shape [2, 4], got [2, 3]. Check the number of classes");
    refused(x -> four(x).sum(0), "got [4]. It must answer one row per example");
    refused(x -> four(x).castTo(DataType.INT32), "expected logits that are reals, got INT.");
    refused(
        x -> four(x).putScalar(1, 2, Double.NaN), "example 1, class 2: expected a finite logit");
    refused(x -> four(x).putScalar(0, 3, 1e300), "example 0, class 3", "got Infinity");
    refused(x -> null, "expected an answer, got null.");
  }

  private static void refusedLabels(Function<INDArray, int[]> function, String... parts) {
    assertThatThrownBy(() -> Classifiers.ofLabels(function, INPUT, 4).labels(x()))
        .isInstanceOf(BadInput.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void answersThatAreNoLabels() {
    refusedLabels(x -> new int[] {1}, "expected 2 labels, one per example, got 1.");
    refusedLabels(x -> new int[] {1, 4}, "example 1: expected a label from 0 to 3, got 4.");
    refusedLabels(x -> new int[] {-1, 0}, "example 0: expected a label from 0 to 3, got -1.");
    refusedLabels(x -> null, "expected an answer, got null.");
  }

  @Test
  void questionsThatAreNoInputs() {
    assertThatThrownBy(() -> Classifiers.of(x -> x, INPUT, 1))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("expected 2 or more, got 1.");
    ScoreFunction model = Classifiers.of(ClassifiersTest::four, INPUT, 4);
    assertThatThrownBy(() -> model.logits(Nd4j.ones(DataType.FLOAT, 2, 5)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("[N,3]");
  }
}
