package org.gauntletml.models.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.gauntletml.models.graph.Convolution.Conv;
import org.gauntletml.models.graph.Convolution.ConvTranspose;

/** The table of checks: every operation, with the geometries that tend to go wrong. */
final class OperationCases {
  private static final double SELU = 1.0507009873554805;
  private final List<OperationCase> cases = new ArrayList<>();

  private OperationCases() {}

  static List<OperationCase> all() {
    OperationCases table = new OperationCases();
    table.unary();
    table.binary();
    table.logic();
    table.linear();
    table.convolutions();
    table.pooling();
    table.reductions();
    table.normalizations();
    table.layout();
    table.resampling();
    return table.cases;
  }

  private void add(
      String name,
      long[] dims,
      BiFunction<GraphBuilder, Node, Node> f,
      OperationCase.Oracle oracle) {
    cases.add(new OperationCase(name, dims, -2, 2, f, oracle));
  }

  private void derived(String name, long[] dims, BiFunction<GraphBuilder, Node, Node> f) {
    cases.add(new OperationCase(name, dims, -2, 2, f, null));
  }

  private static long[] dims(long... dims) {
    return dims;
  }

  // ---- element by element ----

  private void unary() {
    each("Relu", new Unary.Relu(), v -> Math.max(v, 0));
    each("LeakyRelu", new Unary.LeakyRelu(0.1), v -> v > 0 ? v : 0.1 * v);
    each("LeakyRelu steep", new Unary.LeakyRelu(-1.5), v -> v > 0 ? v : -1.5 * v);
    each("Elu", new Unary.Elu(1), v -> v > 0 ? v : Math.expm1(v));
    each("Elu alpha", new Unary.Elu(0.4), v -> v > 0 ? v : 0.4 * Math.expm1(v));
    each("Sigmoid", new Unary.Sigmoid(), v -> 1 / (1 + Math.exp(-v)));
    each(
        "HardSigmoid",
        new Unary.HardSigmoid(0.7, 0.4),
        v -> Math.max(0, Math.min(1, 0.7 * v + 0.4)));
    each("Tanh", new Unary.Tanh(), Math::tanh);
    each("Softplus", new Unary.Softplus(), v -> Math.log1p(Math.exp(v)));
    each("Clip", new Unary.Clip(-0.5, 1), v -> Math.max(-0.5, Math.min(1, v)));
    each("Clip below", new Unary.Clip(0.25, Double.POSITIVE_INFINITY), v -> Math.max(0.25, v));
    each("Clip above", new Unary.Clip(Double.NEGATIVE_INFINITY, 0.25), v -> Math.min(0.25, v));
    each("Neg", new Unary.Neg(), v -> -v);
    each("Exp", new Unary.Exp(), Math::exp);
    positive("Log", new Unary.Log(), Math::log);
    positive("Sqrt", new Unary.Sqrt(), Math::sqrt);
    each("Abs", new Unary.Abs(), Math::abs);
    each("Erf", new Unary.Erf(), OperationCases::erf);
    each("Sin", new Unary.Sin(), Math::sin);
    each("Cos", new Unary.Cos(), Math::cos);
    each("Sign", new Unary.Sign(), Math::signum);
    each("Floor", new Unary.Floor(), Math::floor);
    function(
        "Selu", Activations::selu, v -> SELU * (v > 0 ? v : 1.6732632423543772 * Math.expm1(v)));
    function("Gelu", Activations::gelu, v -> v * (1 + erf(v / Math.sqrt(2))) / 2);
    function(
        "Gelu tanh",
        Activations::geluTanh,
        v -> v / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v))));
    function("Swish", (b, x) -> Activations.swish(b, x, 1.5), v -> v / (1 + Math.exp(-1.5 * v)));
    function("HardSwish", Activations::hardSwish, v -> v * Math.max(0, Math.min(1, v / 6 + 0.5)));
    function("Mish", Activations::mish, v -> v * Math.tanh(Math.log1p(Math.exp(v))));
    function("Softsign", Activations::softsign, v -> v / (1 + Math.abs(v)));
    function(
        "ThresholdedRelu", (b, x) -> Activations.thresholdedRelu(b, x, 0.5), v -> v > 0.5 ? v : 0);
  }

  /** Series for the error function; 60 terms are exact to 1e-16 for |x| up to 2. */
  private static double erf(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < 60; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  private void each(String name, Op op, DoubleUnaryOperator f) {
    function(name, (b, x) -> b.add(op, x), f);
  }

  private void function(
      String name, BiFunction<GraphBuilder, Node, Node> f, DoubleUnaryOperator oracle) {
    add(name, dims(3, 5), f, Naive.each(oracle));
  }

  private void positive(String name, Op op, DoubleUnaryOperator f) {
    cases.add(new OperationCase(name, dims(3, 5), 0.1, 3, (b, x) -> b.add(op, x), Naive.each(f)));
  }

  private void binary() {
    for (Op op :
        List.of(
            new Binary.Add(),
            new Binary.Sub(),
            new Binary.Mul(),
            new Binary.Div(),
            new Binary.Pow(),
            new Binary.Min(),
            new Binary.Max())) {
      String name = op.onnxName();
      cases.add(
          new OperationCase(
              name,
              dims(2, 7),
              0.2,
              2,
              (b, x) -> b.add(op, half(b, x, 0), half(b, x, 1)),
              (x, s) -> halves(x, s, (p, q) -> scalar(op, p, q))));
      cases.add(
          new OperationCase(
              name + " broadcasting",
              dims(3, 4, 5),
              0.2,
              2,
              (b, x) -> b.add(op, b.mean(x, 1, 3), b.sum(x, 2)),
              null));
      cases.add(
          new OperationCase(
              name + " with itself",
              dims(5),
              0.2,
              2,
              (b, x) -> b.add(op, x, x),
              Naive.each(v -> scalar(op, v, v))));
      cases.add(
          new OperationCase(
              name + " and a constant",
              dims(2, 3),
              0.2,
              2,
              (b, x) -> b.add(op, x, b.constant(Tensor.of(new double[] {1.5, 0.5, 2.5}, 3))),
              (x, s) ->
                  IntStream.range(0, x.length)
                      .mapToDouble(i -> scalar(op, x[i], new double[] {1.5, 0.5, 2.5}[i % 3]))
                      .toArray()));
    }
    Node[] none = {};
    add(
        "PRelu",
        dims(3, 2, 2),
        (b, x) ->
            b.add(new Binary.PRelu(), x, b.constant(Tensor.of(new double[] {.1, .2, .3}, 3, 1, 1))),
        (x, s) ->
            IntStream.range(0, x.length)
                .mapToDouble(i -> x[i] > 0 ? x[i] : x[i] * 0.1 * (1 + i / 4 % 3))
                .toArray());
    derived(
        "PRelu with a computed slope",
        dims(2, 7),
        (b, x) -> b.add(new Binary.PRelu(), half(b, x, 0), half(b, x, 1)));
    assert none.length == 0;
  }

  private static double scalar(Op op, double p, double q) {
    return switch (op.onnxName()) {
      case "Add" -> p + q;
      case "Sub" -> p - q;
      case "Mul" -> p * q;
      case "Div" -> p / q;
      case "Pow" -> Math.pow(p, q);
      case "Min" -> Math.min(p, q);
      case "Max" -> Math.max(p, q);
      default -> throw new IllegalArgumentException(op.onnxName());
    };
  }

  /** Row {@code i} of an input {@code [N,2,F]}, as {@code [N,F]}. */
  private static Node half(GraphBuilder b, Node x, int i) {
    return b.flatten(b.slice(x, 1, i, 1));
  }

  private static double[] halves(double[] x, long[] s, java.util.function.DoubleBinaryOperator f) {
    int width = (int) s[2];
    return IntStream.range(0, x.length / 2)
        .mapToDouble(
            i -> {
              int at = i / width * 2 * width + i % width;
              return f.applyAsDouble(x[at], x[at + width]);
            })
        .toArray();
  }

  private void logic() {
    compare("Greater", new Logic.Greater(), (p, q) -> p > q);
    compare("GreaterOrEqual", new Logic.GreaterOrEqual(), (p, q) -> p >= q);
    compare("Less", new Logic.Less(), (p, q) -> p < q);
    compare("LessOrEqual", new Logic.LessOrEqual(), (p, q) -> p <= q);
    add(
        "Equal",
        dims(2, 7),
        (b, x) ->
            b.where(
                b.equal(
                    b.add(new Unary.Floor(), half(b, x, 0)),
                    b.add(new Unary.Floor(), half(b, x, 1))),
                half(b, x, 0),
                b.scalar(9)),
        (x, s) -> halves(x, s, (p, q) -> Math.floor(p) == Math.floor(q) ? p : 9));
    add(
        "And, Or, Not",
        dims(2, 7),
        (b, x) -> {
          Node p = half(b, x, 0);
          Node q = half(b, x, 1);
          Node high = b.greater(p, b.scalar(0.5));
          Node low = b.add(new Logic.Less(), q, b.scalar(-0.5));
          Node either = b.add(new Logic.Or(), high, b.add(new Logic.Not(), low));
          Node both = b.add(new Logic.And(), either, b.add(new Logic.Not(), high));
          return b.where(both, b.mul(p, q), q);
        },
        (x, s) -> halves(x, s, (p, q) -> (p > 0.5 || !(q < -0.5)) && !(p > 0.5) ? p * q : q));
    add(
        "Cast",
        dims(2, 7),
        (b, x) -> b.mul(half(b, x, 1), b.cast(b.greater(half(b, x, 0), b.scalar(0)))),
        (x, s) -> halves(x, s, (p, q) -> p > 0 ? q : 0));
    derived(
        "Where broadcasting",
        dims(3, 4, 5),
        (b, x) -> b.where(b.greater(b.mean(x, 1), b.scalar(0)), b.mean(x, 3), b.sum(x, 2)));
  }

  private interface Test {
    boolean test(double p, double q);
  }

  private void compare(String name, Op op, Test test) {
    add(
        name,
        dims(2, 7),
        (b, x) ->
            b.where(
                b.add(op, half(b, x, 0), half(b, x, 1)),
                half(b, x, 0),
                b.mul(half(b, x, 1), b.scalar(3))),
        (x, s) -> halves(x, s, (p, q) -> test.test(p, q) ? p : 3 * q));
  }

  // ---- products ----

  private void linear() {
    for (boolean transposed : new boolean[] {false, true}) {
      Tensor w = transposed ? Naive.weights(3, 5) : Naive.weights(5, 3);
      Tensor c = Naive.weights(3);
      OperationCase.Oracle oracle =
          Naive.rows(
              r ->
                  IntStream.range(0, 3)
                      .mapToDouble(
                          j ->
                              c.doubles()[j]
                                  + IntStream.range(0, 5)
                                      .mapToDouble(
                                          i ->
                                              r[i]
                                                  * w.doubles()[transposed ? j * 5 + i : i * 3 + j])
                                      .sum())
                      .toArray());
      add(
          "Gemm transB=" + transposed,
          dims(5),
          (b, x) -> b.add(new Linear.Gemm(transposed), x, b.constant(w), b.constant(c)),
          oracle);
    }
    derived(
        "Gemm without bias",
        dims(5),
        (b, x) -> b.add(new Linear.Gemm(false), x, b.constant(Naive.weights(5, 3))));
    add(
        "MatMul by a matrix",
        dims(2, 5),
        (b, x) -> b.matMul(x, b.constant(Naive.weights(5, 3))),
        Naive.rows(
            r ->
                IntStream.range(0, 3)
                    .mapToDouble(
                        j ->
                            IntStream.range(0, 5)
                                .mapToDouble(i -> r[i] * Naive.weights(5, 3).doubles()[i * 3 + j])
                                .sum())
                    .toArray()));
    derived(
        "MatMul of a matrix",
        dims(2, 5, 3),
        (b, x) -> b.matMul(b.constant(Naive.weights(4, 5)), x));
    add(
        "MatMul of two activations",
        dims(2, 3, 3),
        (b, x) ->
            b.matMul(
                b.reshape(b.slice(x, 1, 0, 1), Shape.batched(3, 3)),
                b.reshape(b.slice(x, 1, 1, 1), Shape.batched(3, 3))),
        (x, s) ->
            IntStream.range(0, x.length / 2)
                .mapToDouble(
                    k -> {
                      int at = k / 9 * 18;
                      return IntStream.range(0, 3)
                          .mapToDouble(i -> x[at + k % 9 / 3 * 3 + i] * x[at + 9 + i * 3 + k % 3])
                          .sum();
                    })
                .toArray());
    derived(
        "MatMul as in attention",
        dims(2, 4, 3),
        (b, x) -> b.matMul(b.softmax(b.matMul(x, b.transpose(x, 0, 1, 3, 2)), -1), x));
    derived(
        "MatMul broadcasting",
        dims(2, 4, 3),
        (b, x) -> b.matMul(b.mean(x, 1), b.transpose(x, 0, 1, 3, 2)));
  }

  // ---- windows ----

  private record Geometry(String name, Window window, int group, int in, int out) {}

  private static List<Geometry> geometries() {
    return List.of(
        new Geometry("plain", Window.of(3, 3), 1, 2, 3),
        new Geometry("1x1", Window.of(1, 1), 1, 3, 2),
        new Geometry("even kernel", Window.of(2, 4), 1, 2, 2),
        new Geometry("padded", Window.of(5, 3).pads(2, 1, 2, 1), 1, 1, 2),
        new Geometry("uneven padding", Window.of(3, 3).pads(0, 1, 2, 0), 1, 2, 2),
        new Geometry("stride", Window.of(3, 3).strides(2, 3), 1, 2, 2),
        new Geometry("stride, padded", Window.of(3, 3).strides(2, 2).pads(1, 1, 1, 1), 1, 2, 2),
        new Geometry("stride over gaps", Window.of(1, 2).strides(3, 3), 1, 2, 2),
        new Geometry("dilated", Window.of(3, 2).dilations(2, 3).pads(2, 1, 2, 1), 1, 2, 2),
        new Geometry(
            "dilated, stride, uneven",
            Window.of(2, 3).dilations(2, 1).strides(2, 2).pads(1, 0, 0, 2),
            1,
            2,
            3),
        new Geometry("two groups", Window.of(3, 3).pads(1, 1, 1, 1), 2, 4, 6),
        new Geometry("two groups, stride", Window.of(3, 3).strides(2, 2), 2, 4, 2),
        new Geometry("depthwise", Window.of(3, 3).pads(1, 1, 1, 1), 3, 3, 3),
        new Geometry("depthwise, stride", Window.of(3, 3).strides(2, 2).pads(1, 1, 1, 1), 3, 3, 3),
        new Geometry("depthwise, uneven", Window.of(3, 2).strides(2, 1).pads(0, 1, 2, 0), 3, 3, 3),
        new Geometry("depthwise, dilated", Window.of(3, 3).dilations(2, 2), 3, 3, 3),
        new Geometry("depthwise times two", Window.of(3, 3).pads(1, 1, 1, 1), 3, 3, 6));
  }

  private void convolutions() {
    for (Geometry g : geometries()) {
      List<Integer> k = g.window().kernel();
      Tensor w = Naive.weights(g.out(), g.in() / g.group(), k.get(0), k.get(1));
      Tensor bias = Naive.weights(g.out());
      add(
          "Conv " + g.name(),
          dims(g.in(), 7, 6),
          (b, x) -> b.add(new Conv(g.window(), g.group()), x, b.constant(w), b.constant(bias)),
          Naive.conv(g.window(), g.group(), w, bias));
      Tensor wt = Naive.weights(g.in(), g.out() / g.group(), k.get(0), k.get(1));
      List<Integer> rest =
          g.window().strides().stream()
              .map(s -> (s - 1) / 2 + (s > 1 ? 1 : 0))
              .map(r -> Math.min(r, 1))
              .toList();
      add(
          "ConvTranspose " + g.name(),
          dims(g.in(), 4, 5),
          (b, x) ->
              b.add(
                  new ConvTranspose(g.window(), rest, g.group()),
                  x,
                  b.constant(wt),
                  b.constant(bias)),
          Naive.convTranspose(
              g.window(), rest.stream().mapToInt(r -> r).toArray(), g.group(), wt, bias));
    }
    derived(
        "Conv without bias, SAME",
        dims(2, 5, 6),
        (b, x) ->
            b.add(
                new Conv(Window.of(4, 3).strides(2, 1).same(x.shape(), true), 1),
                x,
                b.constant(Naive.weights(2, 2, 4, 3))));
    derived(
        "Conv SAME_LOWER",
        dims(2, 5, 6),
        (b, x) ->
            b.add(
                new Conv(Window.of(4, 2).strides(2, 1).same(x.shape(), false), 1),
                x,
                b.constant(Naive.weights(2, 2, 4, 2))));
    add(
        "Conv along one axis",
        dims(2, 9),
        (b, x) ->
            b.add(
                new Conv(Window.of(3).strides(2).pads(1, 0).dilations(2), 1),
                x,
                b.constant(Naive.weights(3, 2, 3)),
                b.constant(Naive.weights(3))),
        (x, s) ->
            Naive.conv(
                    Window.of(1, 3).strides(1, 2).pads(0, 1, 0, 0).dilations(1, 2),
                    1,
                    Naive.weights(3, 2, 3).reshape(3, 2, 1, 3),
                    Naive.weights(3))
                .apply(x, new long[] {s[0], s[1], 1, s[2]}));
    derived(
        "ConvTranspose along one axis",
        dims(2, 5),
        (b, x) ->
            b.add(
                new ConvTranspose(Window.of(3).strides(2), List.of(1), 1),
                x,
                b.constant(Naive.weights(2, 3, 3))));
  }

  private void pooling() {
    List<Window> windows =
        List.of(
            Window.of(2, 2).strides(2, 2),
            Window.of(3, 2).strides(2, 2),
            Window.of(3, 3).strides(1, 2).pads(1, 1, 1, 1),
            Window.of(3, 3).strides(2, 2).pads(0, 1, 1, 0),
            Window.of(2, 2).strides(3, 3),
            Window.of(3, 3).strides(2, 2).ceiling(Shape.batched(2, 6, 6)));
    for (Window v : windows) {
      add(
          "MaxPool " + v,
          dims(2, 6, 7),
          (b, x) -> b.add(new Pooling.MaxPool(v), x),
          Naive.pool(v, (in, taps) -> Arrays.stream(in).max().orElseThrow()));
      add(
          "AveragePool " + v,
          dims(2, 6, 7),
          (b, x) -> b.add(new Pooling.AveragePool(v, false), x),
          Naive.pool(v, (in, taps) -> Arrays.stream(in).average().orElseThrow()));
      add(
          "AveragePool counting padding " + v,
          dims(2, 6, 7),
          (b, x) -> b.add(new Pooling.AveragePool(v, true), x),
          Naive.pool(v, (in, taps) -> Arrays.stream(in).sum() / taps));
      add(
          "LpPool " + v,
          dims(2, 6, 7),
          (b, x) -> Resampling.lpPool(b, x, v, 3),
          Naive.pool(
              v, (in, taps) -> Math.cbrt(Arrays.stream(in).map(u -> Math.abs(u * u * u)).sum())));
    }
    Window dilated = Window.of(2, 3).dilations(2, 2).pads(1, 0, 1, 0);
    add(
        "MaxPool dilated",
        dims(2, 6, 7),
        (b, x) -> b.add(new Pooling.MaxPool(dilated), x),
        Naive.pool(dilated, (in, taps) -> Arrays.stream(in).max().orElseThrow()));
    derived(
        "MaxPool along one axis",
        dims(2, 7),
        (b, x) -> b.add(new Pooling.MaxPool(Window.of(3).strides(2).pads(1, 0)), x));
    derived(
        "AveragePool along one axis",
        dims(2, 7),
        (b, x) -> b.add(new Pooling.AveragePool(Window.of(3).strides(2).pads(1, 1), false), x));
    add(
        "GlobalMaxPool",
        dims(3, 5, 4),
        Resampling::globalMaxPool,
        Naive.pool(Window.of(5, 4), (in, taps) -> Arrays.stream(in).max().orElseThrow()));
    add(
        "GlobalAveragePool",
        dims(3, 5, 4),
        Resampling::globalAveragePool,
        Naive.pool(Window.of(5, 4), (in, taps) -> Arrays.stream(in).average().orElseThrow()));
  }

  // ---- reductions ----

  private void reductions() {
    add(
        "ReduceSum last",
        dims(3, 4),
        (b, x) -> b.add(new Reduction.ReduceSum(List.of(2), false), x),
        Naive.rows(r -> new double[] {Arrays.stream(r).sum()}));
    add(
        "ReduceMean last",
        dims(3, 4),
        (b, x) -> b.mean(x, 2),
        Naive.rows(r -> new double[] {Arrays.stream(r).average().orElseThrow()}));
    add(
        "ReduceMax last",
        dims(3, 4),
        (b, x) -> b.add(new Reduction.ReduceMax(List.of(2), false), x),
        Naive.rows(r -> new double[] {Arrays.stream(r).max().orElseThrow()}));
    for (boolean keep : new boolean[] {true, false}) {
      derived(
          "ReduceSum several, keep=" + keep,
          dims(3, 4, 5),
          (b, x) -> b.add(new Reduction.ReduceSum(List.of(1, 3), keep), x));
      derived(
          "ReduceMean several, keep=" + keep,
          dims(3, 4, 5),
          (b, x) -> b.add(new Reduction.ReduceMean(List.of(1, 2), keep), x));
      derived(
          "ReduceMax several, keep=" + keep,
          dims(3, 4, 5),
          (b, x) -> b.add(new Reduction.ReduceMax(List.of(2, 3), keep), x));
      derived(
          "ReduceSum of all, keep=" + keep,
          dims(3, 4),
          (b, x) -> b.add(new Reduction.ReduceSum(List.of(1, 2), keep), x));
    }
    add(
        "Softmax",
        dims(2, 5),
        (b, x) -> b.softmax(x, -1),
        Naive.rows(
            r -> {
              double sum = Arrays.stream(r).map(Math::exp).sum();
              return Arrays.stream(r).map(v -> Math.exp(v) / sum).toArray();
            }));
    add(
        "LogSoftmax",
        dims(2, 5),
        (b, x) -> b.add(new Reduction.LogSoftmax(2), x),
        Naive.rows(
            r -> {
              double sum = Arrays.stream(r).map(Math::exp).sum();
              return Arrays.stream(r).map(v -> v - Math.log(sum)).toArray();
            }));
    derived("Softmax of channels", dims(5, 2, 3), (b, x) -> b.softmax(x, 1));
    derived(
        "LogSoftmax of channels", dims(5, 2, 3), (b, x) -> b.add(new Reduction.LogSoftmax(1), x));
  }

  private void normalizations() {
    Tensor scale = Naive.weights(4);
    Tensor bias = Naive.weights(4, 1).reshape(4);
    Tensor mean = Naive.weights(1, 4).reshape(4);
    Tensor variance = Tensor.of(new double[] {0.5, 1.5, 0.1, 2}, 4);
    add(
        "BatchNormalization",
        dims(4, 2, 3),
        (b, x) ->
            Normalizations.batchNorm(
                b,
                x,
                b.constant(scale),
                b.constant(bias),
                b.constant(mean),
                b.constant(variance),
                1e-3),
        (x, s) ->
            IntStream.range(0, x.length)
                .mapToDouble(
                    i -> {
                      int c = i / 6 % 4;
                      return (x[i] - mean.doubles()[c])
                              / Math.sqrt(variance.doubles()[c] + 1e-3)
                              * scale.doubles()[c]
                          + bias.doubles()[c];
                    })
                .toArray());
    add(
        "LayerNormalization",
        dims(3, 4),
        (b, x) -> Normalizations.layerNorm(b, x, -1, b.constant(scale), b.constant(bias), 1e-5),
        Naive.rows(
            r -> {
              double[] z = standardized(r, 1e-5);
              return IntStream.range(0, 4)
                  .mapToDouble(i -> z[i] * scale.doubles()[i] + bias.doubles()[i])
                  .toArray();
            }));
    derived(
        "InstanceNormalization",
        dims(4, 3, 2),
        (b, x) -> Normalizations.instanceNorm(b, x, b.constant(scale), b.constant(bias), 1e-5));
    add(
        "InstanceNormalization along one axis",
        dims(1, 6),
        (b, x) ->
            Normalizations.instanceNorm(
                b,
                x,
                b.constant(Tensor.of(new double[] {2}, 1)),
                b.constant(Tensor.of(new double[] {1}, 1)),
                1e-3),
        Naive.rows(r -> Arrays.stream(standardized(r, 1e-3)).map(v -> 2 * v + 1).toArray()));
    derived(
        "GroupNormalization",
        dims(4, 3, 2),
        (b, x) -> Normalizations.groupNorm(b, x, 2, b.constant(scale), b.constant(bias), 1e-5));
    for (int size : new int[] {3, 4}) {
      add(
          "LRN " + size,
          dims(5, 2, 1),
          (b, x) -> Normalizations.localResponse(b, x, size, 0.3, 0.75, 1.2),
          (x, s) ->
              IntStream.range(0, x.length)
                  .mapToDouble(
                      i -> {
                        int c = i / 2 % 5;
                        double sum = 0;
                        for (int k = Math.max(0, c - (size - 1) / 2);
                            k <= Math.min(4, c + size / 2);
                            k++) {
                          double v = x[i + (k - c) * 2];
                          sum += v * v;
                        }
                        return x[i] / Math.pow(1.2 + 0.3 / size * sum, 0.75);
                      })
                  .toArray());
    }
  }

  private static double[] standardized(double[] r, double epsilon) {
    double mean = Arrays.stream(r).average().orElseThrow();
    double variance = Arrays.stream(r).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    return Arrays.stream(r).map(v -> (v - mean) / Math.sqrt(variance + epsilon)).toArray();
  }

  // ---- layout ----

  private void layout() {
    OperationCase.Oracle same = Naive.each(v -> v);
    add("Reshape", dims(3, 4), (b, x) -> b.reshape(x, Shape.batched(2, 6)), same);
    add(
        "Reshape of batch and channels",
        dims(3, 4),
        (b, x) -> b.reshape(b.add(b.reshape(x, Shape.of(-3, 4)), b.scalar(0)), Shape.batched(12)),
        same);
    add(
        "Transpose",
        dims(2, 3, 4),
        (b, x) -> b.transpose(x, 0, 3, 1, 2),
        (x, s) -> picked(x, s, new int[] {0, 3, 1, 2}));
    add(
        "Transpose of the batch",
        dims(2, 3),
        (b, x) -> b.transpose(x, 2, 0, 1),
        (x, s) -> picked(x, s, new int[] {2, 0, 1}));
    add(
        "Concat",
        dims(2, 3),
        (b, x) -> b.concat(2, List.of(x, b.neg(x), x)),
        Naive.rows(r -> new double[] {r[0], r[1], r[2], -r[0], -r[1], -r[2], r[0], r[1], r[2]}));
    derived(
        "Concat with a constant for every example",
        dims(2, 3),
        (b, x) ->
            b.concat(
                1, List.of(b.expand(b.constant(Naive.weights(1, 1, 3)), Shape.batched(1, 3)), x)));
    slice("Slice", 1, 3, 1, r -> new double[] {r[1], r[2], r[3]});
    slice("Slice with a step", 1, 3, 2, r -> new double[] {r[1], r[3], r[5]});
    slice(
        "Slice backwards", 6, 7, -1, r -> new double[] {r[6], r[5], r[4], r[3], r[2], r[1], r[0]});
    slice("Slice backwards with a step", 5, 2, -3, r -> new double[] {r[5], r[2]});
    derived(
        "Slice two axes",
        dims(4, 5, 6),
        (b, x) ->
            b.add(
                new Selection.Slice(
                    List.of(1, 3), List.of(3L, 1L), List.of(2L, 2L), List.of(-2L, 3L)),
                x));
    add(
        "Pad",
        dims(2, 3),
        (b, x) -> b.add(new Layout.Pad(List.of(0L, 0L, 1L), List.of(0L, 0L, 2L), 1.5), x),
        Naive.rows(r -> new double[] {1.5, r[0], r[1], r[2], 1.5, 1.5}));
    derived(
        "Pad two axes",
        dims(2, 3, 4),
        (b, x) -> b.add(new Layout.Pad(List.of(0L, 1L, 0L, 2L), List.of(0L, 0L, 0L, 1L), 0), x));
    add(
        "Expand",
        dims(2, 1),
        (b, x) -> b.expand(x, Shape.batched(2, 3)),
        Naive.rows(r -> new double[] {r[0], r[0], r[0]}));
    derived("Expand far", dims(2, 1, 1), (b, x) -> b.expand(x, Shape.batched(2, 9, 8)));
    derived("Expand in front", dims(3), (b, x) -> b.expand(b.sum(x, 1), Shape.batched(5)));
    add(
        "Gather",
        dims(2, 4),
        (b, x) -> Resampling.gather(b, x, 2, 3, 1, 1, 0, 3),
        Naive.rows(r -> new double[] {r[3], r[1], r[1], r[0], r[3]}));
    add(
        "Gather one",
        dims(4),
        (b, x) -> b.add(new Selection.Gather(1, List.of(2L), Shape.of()), x),
        Naive.rows(r -> new double[] {r[2]}));
    derived(
        "Gather in the middle",
        dims(3, 4, 2),
        (b, x) -> b.add(new Selection.Gather(2, List.of(1L, 0L, 3L, 3L), Shape.of(2, 2)), x));
  }

  private void slice(
      String name,
      long start,
      long count,
      long step,
      java.util.function.UnaryOperator<double[]> f) {
    add(
        name,
        dims(2, 7),
        (b, x) ->
            b.add(
                new Selection.Slice(List.of(2), List.of(start), List.of(count), List.of(step)), x),
        Naive.rows(f));
  }

  private static double[] picked(double[] x, long[] s, int[] perm) {
    double[] y = new double[x.length];
    for (int k = 0; k < y.length; k++) {
      long rest = k;
      long at = 0;
      for (int i = perm.length; i-- > 0; ) {
        long stride = 1;
        for (int j = perm[i] + 1; j < s.length; j++) {
          stride *= s[j];
        }
        at += rest % s[perm[i]] * stride;
        rest /= s[perm[i]];
      }
      y[k] = x[(int) at];
    }
    return y;
  }

  private void resampling() {
    add(
        "Resize nearest, twice",
        dims(2, 3),
        (b, x) ->
            Interpolation.nearest(
                b, x, 2, 6, 2, Interpolation.Coordinates.ASYMMETRIC, Interpolation.Rounding.FLOOR),
        Naive.rows(r -> new double[] {r[0], r[0], r[1], r[1], r[2], r[2]}));
    add(
        "Resize nearest, 3 to 5",
        dims(2, 3),
        (b, x) ->
            Interpolation.nearest(
                b,
                x,
                2,
                5,
                5 / 3.0,
                Interpolation.Coordinates.HALF_PIXEL,
                Interpolation.Rounding.ROUND_PREFER_FLOOR),
        // sources -0.2, 0.4, 1, 1.6, 2.2
        Naive.rows(r -> new double[] {r[0], r[0], r[1], r[2], r[2]}));
    add(
        "Resize linear, 2 to 4",
        dims(2, 2),
        (b, x) -> Interpolation.linear(b, x, 2, 4, 2, Interpolation.Coordinates.HALF_PIXEL),
        Naive.rows(
            r -> new double[] {r[0], .75 * r[0] + .25 * r[1], .25 * r[0] + .75 * r[1], r[1]}));
    add(
        "Resize linear, corners",
        dims(2, 2),
        (b, x) -> Interpolation.linear(b, x, 2, 3, 1.5, Interpolation.Coordinates.ALIGN_CORNERS),
        Naive.rows(r -> new double[] {r[0], (r[0] + r[1]) / 2, r[1]}));
    derived(
        "Resize linear, both axes",
        dims(2, 3, 4),
        (b, x) ->
            Interpolation.linear(
                b,
                Interpolation.linear(
                    b, x, 2, 5, 5 / 3.0, Interpolation.Coordinates.PYTORCH_HALF_PIXEL),
                3,
                3,
                0.75,
                Interpolation.Coordinates.PYTORCH_HALF_PIXEL));
    derived(
        "Upsampling of both axes", dims(2, 3, 2), (b, x) -> Resampling.repeat(b, x, 1, 1, 2, 3));
    add(
        "Pad reflect",
        dims(2, 4),
        (b, x) -> Resampling.extend(b, x, 2, 2, 3, Resampling.Border.REFLECT),
        Naive.rows(r -> new double[] {r[2], r[1], r[0], r[1], r[2], r[3], r[2], r[1], r[0]}));
    add(
        "Pad edge",
        dims(2, 3),
        (b, x) -> Resampling.extend(b, x, 2, 1, 2, Resampling.Border.EDGE),
        Naive.rows(r -> new double[] {r[0], r[0], r[1], r[2], r[2], r[2]}));
    add(
        "Pad wrap",
        dims(2, 3),
        (b, x) -> Resampling.extend(b, x, 2, 1, 2, Resampling.Border.WRAP),
        Naive.rows(r -> new double[] {r[2], r[0], r[1], r[2], r[0], r[1]}));
    add(
        "DepthToSpace",
        dims(8, 1, 2),
        (b, x) -> Resampling.depthToSpace(b, x, 2, true),
        blocks(true));
    add(
        "DepthToSpace CRD",
        dims(8, 1, 2),
        (b, x) -> Resampling.depthToSpace(b, x, 2, false),
        blocks(false));
    add(
        "SpaceToDepth undoes it",
        dims(8, 1, 2),
        (b, x) -> Resampling.spaceToDepth(b, Resampling.depthToSpace(b, x, 2, true), 2),
        Naive.each(v -> v));
  }

  /** {@code [N,8,1,2]} to {@code [N,2,2,4]}. */
  private static OperationCase.Oracle blocks(boolean blocksFirst) {
    return (x, s) -> {
      double[] y = new double[x.length];
      for (int k = 0; k < y.length; k++) {
        int w = k % 4;
        int h = k / 4 % 2;
        int c = k / 8 % 2;
        int block = h * 2 + w % 2;
        int channel = blocksFirst ? block * 2 + c : c * 4 + block;
        y[k] = x[k / 16 * 16 + channel * 2 + w / 2];
      }
      return y;
    };
  }
}
