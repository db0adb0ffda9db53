package org.gauntletml.models.wrapping;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;

/**
 * Between the caller's inputs and the model's: normalisation per channel, then the order of the
 * image's axes, then the model's shape. Once as graph nodes, once in plain Java for ONNX Runtime.
 *
 * @param input the caller's, images as {@code [C,H,W]}
 * @param dims of one example as the model takes it
 * @param channelsLast whether the model takes {@code [H,W,C]}
 */
public record InputEdge(
    InputSpec input, List<Long> dims, boolean channelsLast, Normalization scaling) {

  /** The model's input. */
  public Node apply(GraphBuilder b, Node x) {
    b.at("input");
    Node scaled = scaling.apply(b, x);
    Node arranged = channelsLast ? b.transpose(scaled, 0, 2, 3, 1) : scaled;
    return b.reshape(arranged, Shape.batched(dims.stream().mapToLong(d -> d).toArray()));
  }

  /** The model's input, for {@code rows} examples in 'c' order. */
  public float[] apply(float[] x, int rows) {
    int features = input.features();
    int[] source = source();
    double[] mean = scaling.mean(input);
    double[] deviation = scaling.deviation(input);
    float[] arranged = new float[x.length];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < features; i++) {
        int from = source[i];
        float value = x[row * features + from];
        arranged[row * features + i] =
            scaling.isSome() ? (float) ((value - mean[from]) / deviation[from]) : value;
      }
    }
    return arranged;
  }

  /** Where each of the model's values lies among the caller's. */
  private int[] source() {
    int features = input.features();
    if (!channelsLast) {
      return IntStream.range(0, features).toArray();
    }
    int channels = Math.toIntExact(input.shape().get(0));
    int area = features / channels;
    return IntStream.range(0, features).map(i -> i % channels * area + i / channels).toArray();
  }

  /** Shape of a batch as the model takes it. */
  public long[] batch(long rows) {
    long[] shape = new long[dims.size() + 1];
    Arrays.setAll(shape, i -> i == 0 ? rows : dims.get(i - 1));
    return shape;
  }
}
