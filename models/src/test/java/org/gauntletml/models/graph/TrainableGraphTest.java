package org.gauntletml.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.gauntletml.models.graph.Convolution.Conv;
import org.gauntletml.models.graph.Convolution.ConvTranspose;
import org.gauntletml.models.graph.nd4j.Nd4jRuntime;
import org.gauntletml.models.graph.onnx.OnnxRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Derivatives by parameters, against central differences in double precision. */
class TrainableGraphTest {
  private static final int BATCH = 5;
  private static final double STEP = 1e-4;

  static Stream<Arguments> layers() {
    return Stream.of(
        layer("convolution", 2, conv(Window.of(3, 3), 1, 3, 2, 3, 3)),
        layer(
            "strided, padded",
            2,
            conv(Window.of(3, 2).strides(2, 3).pads(1, 0, 2, 1), 1, 4, 2, 3, 2)),
        layer("dilated", 2, conv(Window.of(2, 3).dilations(3, 2), 1, 3, 2, 2, 3)),
        layer("groups", 4, conv(Window.of(3, 3), 2, 6, 2, 3, 3)),
        layer("depthwise", 3, conv(Window.of(3, 3).strides(2, 2).pads(1, 1, 1, 1), 3, 6, 1, 3, 3)),
        layer(
            "transposed",
            2,
            transposed(Window.of(3, 3).strides(2, 2).pads(1, 1, 1, 0), 1, 2, 3, 3, 3)),
        layer("transposed groups", 4, transposed(Window.of(2, 2).strides(2, 1), 2, 4, 3, 2, 2)),
        layer(
            "per channel",
            3,
            (b, x) -> {
              Node scale = b.parameter("w", values(3));
              return Normalizations.affine(b, x, scale, b.parameter("bias", values(3)));
            }),
        layer(
            "shared",
            2,
            (b, x) -> {
              Node w = b.parameter("w", values(2, 2, 1, 1));
              Conv one = new Conv(Window.of(1, 1), 1);
              return b.add(one, b.tanh(b.add(one, x, w)), w);
            }),
        layer(
            "over the batch",
            3,
            (b, x) -> {
              Node mean = Normalizations.batchMean(b, x);
              Node centred = b.sub(x, mean);
              Node variance = Normalizations.batchMean(b, b.mul(centred, centred));
              Node z = b.div(centred, b.sqrt(b.add(variance, b.scalar(1e-3))));
              return Normalizations.affine(
                  b, z, b.parameter("w", values(3)), b.parameter("bias", values(3)));
            }));
  }

  private static Arguments layer(
      String name, int channels, BiFunction<GraphBuilder, Node, Node> f) {
    return Arguments.of(name, channels, f);
  }

  private static BiFunction<GraphBuilder, Node, Node> conv(
      Window window, int group, int... weights) {
    return (b, x) ->
        b.add(
            new Conv(window, group),
            x,
            b.parameter("w", values(weights)),
            b.parameter("bias", values(weights[0])));
  }

  private static BiFunction<GraphBuilder, Node, Node> transposed(
      Window window, int group, int... weights) {
    return (b, x) ->
        b.add(
            new ConvTranspose(window, List.of(1, 0), group),
            x,
            b.parameter("w", values(weights)),
            b.parameter("bias", values(weights[1] * group)));
  }

  private static Tensor values(int... dims) {
    long[] shape = java.util.Arrays.stream(dims).asLongStream().toArray();
    return Networks.normal(new Random(dims.length), 2, shape);
  }

  /** The layer between two others, so that its cotangent is not trivial. */
  private static Graph network(int channels, BiFunction<GraphBuilder, Node, Node> layer) {
    GraphBuilder b = new GraphBuilder();
    Node x = b.input("x", channels, 7, 8);
    Node first = b.mul(x, b.parameter("first", values(channels, 1, 1)));
    Node y = b.flatten(b.sigmoid(layer.apply(b.at("layer"), first)));
    int width = (int) y.shape().dim(1);
    return b.output(
            "logits",
            b.gemm(y, b.parameter("fc", values(width, 4)), b.parameter("fc.b", values(4))))
        .build();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void agreesWithCentralDifferences(
      String name, int channels, BiFunction<GraphBuilder, Node, Node> layer) {
    Graph graph = network(channels, layer);
    Random random = new Random(3);
    INDArray x = normal(random, BATCH, channels, 7, 8);
    INDArray dLogits = normal(random, BATCH, 4);
    Nd4jRuntime exact = new Nd4jRuntime(DataType.DOUBLE);
    List<Node> by = List.copyOf(graph.parameters().values());
    Differentiation d = Differentiation.of(graph, by, exact::lower);
    try (CompiledGraph forward = exact.compile(d.forward());
        CompiledGraph backward = exact.compile(d.backward())) {
      Map<String, INDArray> saved = new LinkedHashMap<>(forward.run(List.of(x)));
      saved.put("x", x);
      saved.put("d/logits", dLogits);
      Map<String, INDArray> slopes =
          backward.run(d.backward().inputs().stream().map(n -> saved.get(n.name())).toList());
      for (Node parameter : by) {
        Tensor direction = normal(random, parameter.shape());
        double slope = dot(of(slopes, "d/" + parameter.name()), direction.doubles());
        double up = moved(forward, parameter, direction, STEP, x, dLogits);
        double down = moved(forward, parameter, direction, -STEP, x, dLogits);
        assertThat((up - down) / (2 * STEP))
            .as(parameter.name())
            .isCloseTo(slope, within(1e-6 * Math.max(1, Math.abs(slope))));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void runtimesAgreeInPiecesToo(
      String name, int channels, BiFunction<GraphBuilder, Node, Node> layer) {
    Graph graph = network(channels, layer);
    Random random = new Random(4);
    int batch = 37;
    INDArray x = normal(random, batch, channels, 7, 8).castTo(DataType.FLOAT);
    INDArray dLogits = normal(random, batch, 4).castTo(DataType.FLOAT);
    try (TrainableGraph ours = new TrainableGraph(graph, new OnnxRuntime(3));
        TrainableGraph theirs = new TrainableGraph(graph, new Nd4jRuntime());
        TrainableGraph.Step a = ours.forward(x);
        TrainableGraph.Step b = theirs.forward(x)) {
      Map<String, INDArray> slopes = a.pull(dLogits);
      b.pull(dLogits)
          .forEach(
              (parameter, expected) ->
                  assertThat(of(slopes, parameter).sub(expected).norm2Number().doubleValue())
                      .as(parameter)
                      .isLessThan(1e-4 * Math.max(1, expected.norm2Number().doubleValue())));
      assertThat(slopes).containsKey("x");
    }
  }

  /** Small pieces: a batch of 37 images is cut, so that sums have to be added up. */
  @Test
  void addsUpWhatPiecesSum() {
    GraphBuilder b = new GraphBuilder();
    Node x = b.input("x", 8, 64, 64);
    Node y = b.add(new Conv(Window.of(3, 3), 1), x, b.parameter("w", values(8, 8, 3, 3)));
    Node pooled = b.mean(b.relu(y), 2, 3);
    Graph graph =
        b.output("logits", b.matMul(b.flatten(pooled), b.parameter("fc", values(8, 3)))).build();
    Random random = new Random(5);
    INDArray images = normal(random, 37, 8, 64, 64).castTo(DataType.FLOAT);
    INDArray dLogits = normal(random, 37, 3).castTo(DataType.FLOAT);
    try (TrainableGraph ours = new TrainableGraph(graph, new OnnxRuntime(2));
        TrainableGraph theirs = new TrainableGraph(graph, new Nd4jRuntime());
        TrainableGraph.Step a = ours.forward(images);
        TrainableGraph.Step c = theirs.forward(images)) {
      Map<String, INDArray> slopes = a.pull(dLogits);
      c.pull(dLogits)
          .forEach(
              (parameter, expected) ->
                  assertThat(of(slopes, parameter).distance2(expected))
                      .as(parameter)
                      .isLessThan(1e-4 * expected.norm2Number().doubleValue()));
    }
  }

  private static double moved(
      CompiledGraph forward,
      Node parameter,
      Tensor direction,
      double by,
      INDArray x,
      INDArray dLogits) {
    Tensor before = ((Leaf.Constant) parameter.op()).value();
    double[] moved = before.doubles().clone();
    double[] step = direction.doubles();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += by * step[i];
    }
    forward.refresh(Map.of(parameter.name(), Tensor.of(moved, parameter.shape().dims())));
    double value = dot(of(forward.run(List.of(x)), "logits"), dLogits.data().asDouble());
    forward.refresh(Map.of(parameter.name(), before));
    return value;
  }

  private static INDArray of(Map<String, INDArray> values, String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  private static double dot(INDArray a, double[] b) {
    double[] values = a.dup('c').data().asDouble();
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] * b[i];
    }
    return sum;
  }

  private static Tensor normal(Random random, Shape shape) {
    return Tensor.of(random.doubles(shape.size(), -1, 1).toArray(), shape.dims());
  }

  private static INDArray normal(Random random, long... shape) {
    return Nd4j.createFromArray(random.doubles(Shape.product(shape), -1, 1).toArray())
        .reshape('c', shape);
  }
}
