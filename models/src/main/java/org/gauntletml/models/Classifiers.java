package org.gauntletml.models;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Models that are a Java function: anything that answers a batch. They have no gradients, so they
 * are attacked through their scores or labels.
 *
 * <pre>{@code
 * WrappedModel model = Classifiers.of(x -> myModel.predict(x), InputSpec.unit(1, 28, 28), 10);
 * }</pre>
 */
public final class Classifiers {
  private Classifiers() {}

  /**
   * A function that tells scores.
   *
   * @param logits from FLOAT inputs {@code [N, input...]}, of which it gets a copy, to {@code [N,
   *     classes]} of any floating type; before a softmax, because attacks on probabilities stall
   *     where these are 0 or 1
   * @param classes 2 or more
   * @return answers as {@link Classifier} says; they are checked every time: a function that
   *     returns another shape, NaN or an infinity ends in a {@link BadInput} that tells which
   *     example it was
   */
  public static ScoreFunction of(UnaryOperator<INDArray> logits, InputSpec input, int classes) {
    return new ScoreFunction(logits, input, requireClasses(classes), describe("scores"));
  }

  /**
   * A function that tells nothing but labels.
   *
   * @param labels from FLOAT inputs {@code [N, input...]}, of which it gets a copy, to N labels
   * @param classes 2 or more
   */
  public static LabelFunction ofLabels(
      Function<INDArray, int[]> labels, InputSpec input, int classes) {
    return new LabelFunction(labels, input, requireClasses(classes), describe("labels"));
  }

  private static int requireClasses(int classes) {
    if (classes < 2) {
      throw BadInput.of("classes of a Java function", "2 or more", classes);
    }
    return classes;
  }

  private static ModelDescription describe(String what) {
    return new ModelDescription(
        "Java function",
        0,
        List.of(),
        "Java",
        Optional.of("it is a function that tells " + what + " only"),
        List.of());
  }

  /** What a function answered, or that it answered nothing. */
  static <T> T answer(@Nullable T answer) {
    if (answer == null) {
      throw BadInput.of("Java function", "an answer", "null");
    }
    return answer;
  }

  /**
   * FLOAT logits in 'c' order.
   *
   * @throws BadInput if the function answered with something else
   */
  static INDArray checked(INDArray told, long rows, int classes) {
    long[] expected = {rows, classes};
    if (!Arrays.equals(told.shape(), expected)) {
      BadInput wrong =
          BadInput.of(
              "Java function",
              "logits of shape " + Arrays.toString(expected),
              Arrays.toString(told.shape()));
      throw told.rank() == 2 && told.size(0) == rows
          ? wrong.hint("Check the number of classes that it was wrapped with")
          : wrong.hint("It must answer one row per example, for every number of examples");
    }
    if (!told.dataType().isFPType()) {
      throw BadInput.of("Java function", "logits that are reals", told.dataType());
    }
    INDArray logits = told.castTo(DataType.FLOAT).dup('c');
    float[] values = Floats.of(logits);
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw BadInput.of(
                "Java function, example " + i / classes + ", class " + i % classes,
                "a finite logit",
                values[i])
            .hint("Logarithms of probabilities need a lower bound, such as 1e-30");
      }
    }
    return logits;
  }
}
