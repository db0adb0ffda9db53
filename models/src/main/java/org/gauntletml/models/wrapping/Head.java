package org.gauntletml.models.wrapping;

import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Tensor;

/**
 * What stands between the logits and the scores a model tells. Attacks need logits: a saturated
 * softmax has no gradient left.
 */
public enum Head {
  /** The model tells logits. */
  PLAIN(null),
  /** Taken off. */
  SOFTMAX("a softmax at its end was taken off"),
  /** Taken off; logarithms of probabilities are logits up to a constant, too. */
  LOG_SOFTMAX("a log-softmax at its end was taken off"),
  /** Taken off; a single score z becomes the two logits 0 and z. */
  SIGMOID("a sigmoid at its end was taken off"),
  /** Taken off. */
  ARG_MAX("the choice of the largest score at its end was taken off"),
  /** Stays, because it is not recognised; logits are its logarithms. */
  PROBABILITIES("it tells probabilities; their logarithms serve as logits");

  /** The least probability, whose logarithm is -69. */
  private static final double TINY = 1e-30;

  private final @org.jspecify.annotations.Nullable String note;

  Head(@org.jspecify.annotations.Nullable String note) {
    this.note = note;
  }

  /** What a report says about it. */
  public Optional<String> note() {
    return Optional.ofNullable(note);
  }

  /** Number of classes behind so many raw scores. */
  public int classes(int scores) {
    return this == SIGMOID && scores == 1 ? 2 : scores;
  }

  /** Logits {@code [N, classes]} from raw scores {@code [N, K]}. */
  public Node logits(GraphBuilder b, Node scores) {
    b.at("head");
    if (this == PROBABILITIES) {
      return b.log(b.clip(scores, TINY, Double.POSITIVE_INFINITY));
    }
    return this == SIGMOID && scores.shape().dim(1) == 1
        ? b.matMul(scores, b.constant(Tensor.of(new float[] {0, 1}, 1, 2)))
        : scores;
  }

  /** Logits of one example from its raw scores. */
  public double[] logits(double... scores) {
    if (this == PROBABILITIES) {
      return DoubleStream.of(scores).map(p -> Math.log(Math.max(p, TINY))).toArray();
    }
    return this == SIGMOID && scores.length == 1 ? new double[] {0, scores[0]} : scores;
  }

  /** What the model told before this was taken off, from the raw scores of one example. */
  public double[] told(double... scores) {
    double max = DoubleStream.of(scores).max().orElse(0);
    double sum = DoubleStream.of(scores).map(z -> Math.exp(z - max)).sum();
    return switch (this) {
      case PLAIN, PROBABILITIES -> scores;
      case SOFTMAX -> DoubleStream.of(scores).map(z -> Math.exp(z - max) / sum).toArray();
      case LOG_SOFTMAX -> DoubleStream.of(scores).map(z -> z - max - Math.log(sum)).toArray();
      case SIGMOID -> DoubleStream.of(scores).map(z -> 1 / (1 + Math.exp(-z))).toArray();
      case ARG_MAX ->
          new double[] {
            IntStream.range(0, scores.length).filter(k -> scores[k] == max).findFirst().orElse(-1)
          };
    };
  }
}
