package org.gauntletml.models.graph.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.gauntletml.models.graph.Binary;
import org.gauntletml.models.graph.CompiledGraph;
import org.gauntletml.models.graph.Convolution;
import org.gauntletml.models.graph.Differentiation;
import org.gauntletml.models.graph.Execution;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Layout;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Pooling;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.Unary;
import org.gauntletml.models.graph.Window;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Every rewrite for speed against the graph as differentiated, on images with many equal pixels, so
 * that maxima tie.
 */
class LoweredGraphTest {
  private static final int BATCH = 3;

  /** An image classifier around what is tested. */
  record Case(String name, long[] image, BiFunction<Net, Node, Node> body) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Layers with weights from a fixed seed. */
  static final class Net {
    final GraphBuilder b = new GraphBuilder();
    private final Random random = new Random(7);
    private int parameters;

    Node weights(double scale, long... dims) {
      float[] values = new float[(int) Shape.product(dims)];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextGaussian() * scale);
      }
      return b.parameter("p" + parameters++, Tensor.of(values, dims));
    }

    Node conv(Node x, int outputs, Window w, int group) {
      long inputs = x.shape().dim(1) / group;
      Node weights =
          weights(
              Math.sqrt(1.0 / (inputs * w.taps())),
              outputs,
              inputs,
              w.kernel().get(0),
              w.kernel().get(1));
      return b.add(new Convolution.Conv(w, group), x, weights, weights(.1, outputs));
    }

    Node conv(Node x, int outputs, int kernel, int stride) {
      int p = kernel / 2;
      return conv(
          x, outputs, Window.of(kernel, kernel).strides(stride, stride).pads(p, p, p, p), 1);
    }

    Node relu(Node x) {
      return b.relu(x);
    }

    Node maxPool(Node x, Window w) {
      return b.add(new Pooling.MaxPool(w), x);
    }
  }

  private static Window two() {
    return Window.of(2, 2).strides(2, 2);
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("conv", new long[] {3, 7, 9}, (n, x) -> n.conv(n.conv(x, 20, 3, 1), 16, 3, 1)),
        new Case(
            "conv relu pool",
            new long[] {1, 12, 12},
            (n, x) -> {
              Node y = n.maxPool(n.relu(n.conv(x, 16, 5, 1)), two());
              return n.maxPool(n.relu(n.conv(y, 32, 5, 1)), two());
            }),
        new Case(
            "pool of odd sizes",
            new long[] {2, 13, 11},
            (n, x) -> n.maxPool(n.relu(n.conv(x, 16, 3, 1)), two())),
        new Case(
            "pool without relu",
            new long[] {2, 8, 8},
            (n, x) -> n.maxPool(n.conv(x, 16, 3, 1), two())),
        new Case(
            "pool of the input",
            new long[] {3, 8, 8},
            (n, x) -> n.conv(n.maxPool(x, two()), 16, 3, 1)),
        new Case(
            "pool of the input, 16 channels",
            new long[] {16, 9, 8},
            (n, x) -> n.conv(n.maxPool(x, two()), 16, 3, 1)),
        new Case(
            "pool of columns, then of rows",
            new long[] {2, 9, 9},
            (n, x) -> {
              Node y = n.maxPool(n.conv(x, 16, 3, 1), Window.of(1, 2).strides(1, 2));
              return n.maxPool(y, Window.of(2, 1).strides(2, 1));
            }),
        new Case(
            "overlapping padded pool",
            new long[] {3, 11, 10},
            (n, x) ->
                n.maxPool(
                    n.relu(n.conv(x, 16, 3, 1)), Window.of(3, 3).strides(2, 2).pads(1, 1, 1, 1))),
        new Case(
            "pool of 3 by 2 with gaps",
            new long[] {3, 12, 11},
            (n, x) -> n.maxPool(n.conv(x, 16, 3, 1), Window.of(3, 2).strides(4, 3))),
        new Case(
            "dilated pool",
            new long[] {3, 9, 9},
            (n, x) -> n.maxPool(n.conv(x, 16, 3, 1), Window.of(2, 2).dilations(2, 3))),
        new Case(
            "mean of separate windows",
            new long[] {3, 8, 12},
            (n, x) ->
                n.b.add(
                    new Pooling.AveragePool(Window.of(2, 3).strides(2, 3), true),
                    n.conv(x, 16, 3, 1))),
        new Case(
            "mean of overlapping windows",
            new long[] {3, 8, 9},
            (n, x) -> {
              Window w = Window.of(3, 3).strides(2, 2).pads(1, 1, 1, 1);
              Node y = n.b.add(new Pooling.AveragePool(w, false), n.conv(x, 16, 3, 1));
              return n.b.add(new Pooling.AveragePool(w, true), y);
            }),
        new Case(
            "strides",
            new long[] {3, 17, 16},
            (n, x) -> {
              Node y = n.relu(n.conv(x, 16, 3, 2));
              y = n.relu(n.conv(y, 32, 5, 2));
              return n.conv(y, 16, 1, 2);
            }),
        new Case(
            "strides, same upper padding",
            new long[] {3, 16, 14},
            (n, x) -> {
              Node y = n.conv(x, 16, 3, 1);
              Window w = Window.of(3, 3).strides(2, 2).same(y.shape(), true);
              return n.conv(y, 16, w, 1);
            }),
        new Case(
            "strides of 3 and 2 over kernels of 2 and 5",
            new long[] {16, 14, 15},
            (n, x) -> n.conv(x, 16, Window.of(2, 5).strides(3, 2).pads(0, 1, 1, 2), 1)),
        new Case(
            "dilation",
            new long[] {16, 11, 12},
            (n, x) -> n.conv(x, 16, Window.of(3, 3).dilations(2, 3).pads(2, 1, 2, 3), 1)),
        new Case(
            "depthwise",
            new long[] {3, 10, 10},
            (n, x) -> {
              Node y = n.relu(n.conv(x, 32, 3, 1));
              y = n.relu(n.conv(y, 32, Window.of(3, 3).pads(1, 1, 1, 1), 32));
              y = n.conv(y, 32, Window.of(3, 3).strides(2, 2).pads(1, 1, 1, 1), 32);
              return n.conv(n.relu(y), 16, 1, 1);
            }),
        new Case(
            "groups",
            new long[] {3, 8, 8},
            (n, x) -> n.conv(n.conv(x, 32, 3, 1), 32, Window.of(3, 3).pads(1, 1, 1, 1), 2)),
        new Case(
            "residual",
            new long[] {3, 8, 8},
            (n, x) -> {
              Node y = n.relu(n.conv(x, 16, 3, 1));
              Node z = n.relu(n.b.add(n.conv(n.relu(n.conv(y, 16, 3, 1)), 16, 3, 1), y));
              Node shortcut = n.conv(z, 32, 1, 2);
              return n.relu(n.b.add(n.conv(n.relu(n.conv(z, 32, 3, 2)), 32, 3, 1), shortcut));
            }),
        new Case(
            "channels that do not fill a block",
            new long[] {3, 8, 8},
            (n, x) -> {
              Node y = n.relu(n.conv(x, 20, 3, 1));
              y = n.b.add(new Unary.Exp(), n.conv(n.maxPool(y, two()), 24, 3, 1));
              return n.conv(n.b.div(n.b.sigmoid(y), n.b.add(y, n.b.scalar(1))), 10, 3, 1);
            }),
        new Case(
            "concatenation and slices",
            new long[] {3, 8, 8},
            (n, x) -> {
              Node y = n.relu(n.conv(x, 16, 3, 1));
              Node z =
                  n.b.concat(1, List.of(y, n.conv(y, 16, 3, 1), n.maxPool(y, Window.of(1, 1))));
              return n.conv(n.b.slice(z, 1, 16, 32), 16, 3, 1);
            }),
        new Case(
            "activations",
            new long[] {3, 8, 8},
            (n, x) -> {
              Node y = n.b.add(new Unary.LeakyRelu(.1), n.conv(x, 16, 3, 1));
              y = n.b.tanh(n.conv(y, 16, 3, 1));
              y = n.b.add(new Unary.Elu(1), n.conv(y, 16, 3, 1));
              y = n.b.clip(n.conv(y, 16, 3, 1), 0, 6);
              return n.b.add(new Unary.Softplus(), n.conv(y, 16, 3, 1));
            }),
        new Case(
            "one number per channel",
            new long[] {3, 8, 8},
            (n, x) -> {
              Node y = n.conv(x, 16, 3, 1);
              y = n.b.add(n.b.mul(y, n.weights(1, 1, 16, 1, 1)), n.weights(1, 16, 1, 1));
              y = n.b.add(new Binary.PRelu(), y, n.weights(.5, 16, 1, 1));
              Node gate = n.b.sigmoid(n.b.mean(n.conv(y, 16, 1, 1), 2, 3));
              return n.conv(n.b.mul(n.b.relu(y), gate), 16, 3, 1);
            }),
        new Case(
            "zeros around and crops",
            new long[] {3, 8, 8},
            (n, x) -> {
              Node y = n.b.pad(n.b.pad(n.conv(x, 16, 3, 1), 2, 1, 2), 3, 0, 3);
              return n.conv(
                  n.b.add(new Layout.Pad(List.of(0L, 0L, 1L, 0L), List.of(0L, 0L, 0L, 1L), 0), y),
                  16,
                  3,
                  1);
            }),
        new Case(
            "transposed convolutions",
            new long[] {3, 6, 5},
            (n, x) -> {
              Node y = n.conv(x, 16, 3, 1);
              Window w = Window.of(3, 3).strides(2, 2).pads(1, 1, 0, 1);
              y =
                  n.b.add(
                      new Convolution.ConvTranspose(w, List.of(1, 0), 1),
                      y,
                      n.weights(.1, 16, 16, 3, 3),
                      n.weights(.1, 16));
              return n.relu(y);
            }));
  }

  private static Graph graph(Case c) {
    Net net = new Net();
    Node x = net.b.input("x", c.image());
    Node flat = net.b.flatten(c.body().apply(net, x));
    Node w = net.weights(.3, flat.shape().dim(1), 5);
    return net.b.output("logits", net.b.gemm(flat, w, net.weights(.1, 5))).build();
  }

  /** Few grey levels: many ties, and every value exact. */
  private static INDArray image(long[] shape, long seed) {
    Random random = new Random(seed);
    float[] values = new float[(int) Shape.product(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(3) / 2f;
    }
    return Nd4j.createFromArray(values).reshape('c', shape).dup('c');
  }

  /** Logits and input gradient. */
  static List<INDArray> run(OnnxRuntime runtime, Differentiation d, INDArray x, INDArray dy) {
    try (CompiledGraph forward = runtime.compile(d.forward());
        CompiledGraph backward = runtime.compile(d.backward());
        Execution f = forward.bind(List.of(x))) {
      List<String> saved = new ArrayList<>(d.forward().outputs().keySet());
      List<INDArray> inputs = new ArrayList<>();
      for (Node input : d.backward().inputs()) {
        inputs.add(
            input.name().equals("x")
                ? x
                : input.name().equals("d/logits")
                    ? dy
                    : f.outputs().get(saved.indexOf(input.name())));
      }
      f.run();
      try (Execution b = backward.bind(inputs)) {
        b.run();
        return List.of(f.outputs().get(0).dup(), b.outputs().get(0).dup());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalsTheGraphItWasMadeFrom(Case c) {
    Graph graph = graph(c);
    OnnxRuntime runtime = new OnnxRuntime(2);
    INDArray x = image(graph.inputs().get(0).shape().at(BATCH), 3);
    INDArray dy = image(new long[] {BATCH, 5}, 4).subi(.5);
    List<INDArray> plain = run(runtime, Differentiation.of(graph), x, dy);
    List<INDArray> prepared = run(runtime, Differentiation.of(graph, runtime::lower), x, dy);
    for (int i = 0; i < 2; i++) {
      float[] expected = plain.get(i).data().asFloat();
      float[] actual = prepared.get(i).data().asFloat();
      double size = 0;
      for (float v : expected) {
        size = Math.max(size, Math.abs(v));
      }
      assertThat(size).isPositive();
      for (int k = 0; k < expected.length; k++) {
        assertThat((double) actual[k]).isCloseTo(expected[k], within(1e-5 * size));
      }
    }
  }
}
