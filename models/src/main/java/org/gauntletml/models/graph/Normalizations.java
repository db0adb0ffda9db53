package org.gauntletml.models.graph;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Normalisations, written as the primitives they are made of. */
public final class Normalizations {
  private Normalizations() {}

  /**
   * Batch normalisation with stored statistics: an affine map per channel of {@code [N,C,...]}. All
   * four parameters are {@code [C]}.
   */
  public static Node batchNorm(
      GraphBuilder b, Node x, Node scale, Node bias, Node mean, Node variance, double epsilon) {
    Node factor = b.div(scale, b.sqrt(b.add(variance, b.scalar(epsilon))));
    return affine(b, x, factor, b.sub(bias, b.mul(mean, factor)));
  }

  /**
   * The mean of each channel of {@code [N,C,...]} over all examples and places, of a shape that
   * broadcasts against {@code x}. Training only: it makes the answer for an example depend on its
   * batch.
   */
  public static Node batchMean(GraphBuilder b, Node x) {
    int[] places = IntStream.range(2, x.shape().rank()).toArray();
    Node each = b.mean(x, places);
    Node ones = b.expand(b.scalar(1), each.shape().with(1, 1));
    return b.div(b.batchSum(each), b.batchSum(ones));
  }

  /** {@code x factor + shift} per channel of {@code [N,C,...]}; both are {@code [C]}. */
  public static Node affine(GraphBuilder b, Node x, Node factor, Node shift) {
    return b.add(b.mul(x, perChannel(b, factor, x)), perChannel(b, shift, x));
  }

  /** A vector {@code [C]} in the shape in which it broadcasts to channels of {@code [N,C,...]}. */
  public static Node perChannel(GraphBuilder b, Node vector, Node x) {
    long[] dims = new long[x.shape().rank() - 1];
    Arrays.fill(dims, 1);
    dims[0] = vector.shape().dim(0);
    return b.reshape(vector, Shape.of(dims));
  }

  /** Over the axes from {@code axis} on; scale and bias have the shape of those axes. */
  public static Node layerNorm(
      GraphBuilder b, Node x, int axis, Node scale, Node bias, double epsilon) {
    int[] axes = IntStream.range(x.shape().axis(axis), x.shape().rank()).toArray();
    return b.add(b.mul(standardize(b, x, epsilon, axes), scale), bias);
  }

  /** Over the spatial axes of {@code [N,C,spatial...]}; scale and bias are {@code [C]}. */
  public static Node instanceNorm(GraphBuilder b, Node x, Node scale, Node bias, double epsilon) {
    int[] axes = IntStream.range(2, x.shape().rank()).toArray();
    return affine(b, standardize(b, x, epsilon, axes), scale, bias);
  }

  /** Over groups of channels of {@code [N,C,spatial...]}; scale and bias are {@code [C]}. */
  public static Node groupNorm(
      GraphBuilder b, Node x, int groups, Node scale, Node bias, double epsilon) {
    Shape shape = x.shape();
    long perGroup = Shape.product(shape.dims(1, shape.rank())) / groups;
    Node grouped = b.reshape(x, Shape.of(shape.dim(0), groups, perGroup));
    return affine(b, b.reshape(standardize(b, grouped, epsilon, 2), shape), scale, bias);
  }

  /** {@code (x - mean) / sqrt(variance + epsilon)} over the axes. */
  public static Node standardize(GraphBuilder b, Node x, double epsilon, int... axes) {
    Node centred = b.sub(x, b.mean(x, axes));
    Node variance = b.mean(b.mul(centred, centred), axes);
    return b.div(centred, b.sqrt(b.add(variance, b.scalar(epsilon))));
  }

  /**
   * Local response normalisation across {@code size} neighbouring channels of {@code [N,C,
   * spatial...]}: {@code x / (bias + alpha/size sum x^2)^beta}, as ONNX defines it.
   */
  public static Node localResponse(
      GraphBuilder b, Node x, int size, double alpha, double beta, double bias) {
    Shape shape = x.shape();
    long area = Shape.product(shape.dims(2, shape.rank()));
    Node squares = b.reshape(b.mul(x, x), Shape.of(shape.dim(0), 1, shape.dim(1), area));
    Window neighbours = Window.of(size, 1).pads((size - 1) / 2, 0, size / 2, 0);
    Node mean = b.reshape(b.add(new Pooling.AveragePool(neighbours, true), squares), shape);
    Node base = b.add(b.mul(mean, b.scalar(alpha)), b.scalar(bias));
    return b.mul(x, b.pow(base, b.scalar(-beta)));
  }
}
