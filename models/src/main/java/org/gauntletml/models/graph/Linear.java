package org.gauntletml.models.graph;

import java.util.Map;
import java.util.stream.IntStream;

/** Matrix products. */
public sealed interface Linear extends Op {

  /**
   * {@code A B + bias}: A is {@code [M,K]}, B is {@code [K,L]} or, with {@code transB}, {@code
   * [L,K]}; the optional bias broadcasts to {@code [M,L]}.
   */
  record Gemm(boolean transB) implements Linear {
    @Override
    public Map<String, Object> attributes() {
      return Map.of("transB", transB ? 1L : 0L);
    }

    @Override
    public ValueType infer(Arguments in) {
      in.reals(2, 3);
      in.require(in.shape(0).rank() == 2 && in.shape(1).rank() == 2, "two matrices");
      long inner = in.shape(1).dim(transB ? 1 : 0);
      in.require(
          in.shape(0).dim(1) == inner && inner > 0, "matrices that agree in the inner dimension");
      Shape result = Shape.of(in.shape(0).dim(0), in.shape(1).dim(transB ? 0 : 1));
      in.require(
          in.count() == 2 || in.broadcast(result, in.shape(2)).equals(result),
          "a bias that broadcasts to " + result);
      return ValueType.real(result);
    }

    @Override
    public Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      Node a = self.input(0);
      Node weights = self.input(1);
      return switch (input) {
        case 0 -> b.add(new Gemm(!transB), dy, weights);
        case 1 ->
            transB ? product(b, b.transpose(dy, 1, 0), a) : product(b, b.transpose(a, 1, 0), dy);
        default -> b.sumTo(dy, self.input(2).shape());
      };
    }
  }

  /** NumPy's matrix product of values of rank 2 or more; leading dimensions broadcast. */
  record MatMul() implements Linear {
    @Override
    public ValueType infer(Arguments in) {
      in.reals(2, 2);
      Shape a = in.shape(0);
      Shape c = in.shape(1);
      in.require(a.rank() >= 2 && c.rank() >= 2, "two values of rank 2 or more");
      in.require(
          a.dim(-1) == c.dim(-2) && a.dim(-1) > 0, "matrices that agree in the inner dimension");
      Shape lead =
          in.broadcast(Shape.of(a.dims(0, a.rank() - 2)), Shape.of(c.dims(0, c.rank() - 2)));
      long[] dims = java.util.Arrays.copyOf(lead.dims(), lead.rank() + 2);
      dims[lead.rank()] = a.dim(-2);
      dims[lead.rank() + 1] = c.dim(-1);
      return ValueType.real(Shape.of(dims));
    }

    @Override
    public Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      Node other = swap(b, self.input(1 - input));
      Node dx = input == 0 ? product(b, dy, other) : product(b, other, dy);
      return b.sumTo(dx, self.input(input).shape());
    }
  }

  /**
   * A matrix product that sums over the examples: {@code [..., M, kN]} times {@code [..., kN, L]}
   * with equal leading dimensions is {@code [..., M, L]}. Only derivatives by parameters need it.
   */
  record BatchProduct() implements Linear, AcrossBatch {
    @Override
    public String onnxName() {
      return "MatMul";
    }

    @Override
    public ValueType infer(Arguments in) {
      in.reals(2, 2);
      Shape a = in.shape(0);
      Shape c = in.shape(1);
      in.require(
          a.rank() >= 2
              && a.dim(-1) < 0
              && a.dim(-1) == c.dim(-2)
              && Shape.of(a.dims(0, a.rank() - 2)).equals(Shape.of(c.dims(0, c.rank() - 2))),
          "matrices that agree in leading dimensions and, as inner one, the batch");
      return ValueType.real(a.with(-1, c.dim(-1)));
    }

    @Override
    public Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      Node other = swap(b, self.input(1 - input));
      return input == 0 ? b.matMul(dy, other) : b.matMul(other, dy);
    }
  }

  private static Node product(GraphBuilder b, Node x, Node y) {
    return x.shape().dim(-1) < 0 ? b.add(new BatchProduct(), x, y) : b.matMul(x, y);
  }

  private static Node swap(GraphBuilder b, Node x) {
    int rank = x.shape().rank();
    return b.transpose(
        x, IntStream.range(0, rank).map(i -> i < rank - 2 ? i : 2 * rank - 3 - i).toArray());
  }
}
