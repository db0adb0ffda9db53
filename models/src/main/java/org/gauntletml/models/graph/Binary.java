package org.gauntletml.models.graph;

/** Functions of two reals, element by element, with NumPy's broadcasting. */
public sealed interface Binary extends Op {

  @Override
  default ValueType infer(Arguments arguments) {
    arguments.reals(2, 2);
    return ValueType.real(arguments.broadcast());
  }

  @Override
  default Node vjp(GraphBuilder b, Node self, Node dy, int input) {
    return b.sumTo(
        pull(b, self.input(0), self.input(1), self, dy, input == 0), self.input(input).shape());
  }

  /** Cotangent of the first or second argument, before summing over what was broadcast. */
  Node pull(GraphBuilder b, Node x, Node y, Node z, Node dz, boolean first);

  /** {@code x + y}. */
  record Add() implements Binary {
    @Override
    public Node pull(GraphBuilder b, Node x, Node y, Node z, Node dz, boolean first) {
      return dz;
    }
  }

  /** {@code x - y}. */
  record Sub() implements Binary {
    @Override
    public Node pull(GraphBuilder b, Node x, Node y, Node z, Node dz, boolean first) {
      return first ? dz : b.neg(dz);
    }
  }

  /** {@code x y}. */
  record Mul() implements Binary {
    @Override
    public Node pull(GraphBuilder b, Node x, Node y, Node z, Node dz, boolean first) {
      return b.mul(dz, first ? y : x);
    }
  }

  /** {@code x / y}. */
  record Div() implements Binary {
    @Override
    public Node pull(GraphBuilder b, Node x, Node y, Node z, Node dz, boolean first) {
      Node dx = b.div(dz, y);
      return first ? dx : b.neg(b.mul(dx, z));
    }
  }

  /** {@code x^y}; for the exponent's derivative x must be positive. */
  record Pow() implements Binary {
    @Override
    public Node pull(GraphBuilder b, Node x, Node y, Node z, Node dz, boolean first) {
      return first
          ? b.mul(dz, b.mul(y, b.pow(x, b.sub(y, b.scalar(1)))))
          : b.mul(dz, b.mul(z, b.log(x)));
    }
  }

  /** The smaller one; where both are equal each gets half of the cotangent, as in PyTorch. */
  record Min() implements Binary {
    @Override
    public Node pull(GraphBuilder b, Node x, Node y, Node z, Node dz, boolean first) {
      return share(b, dz, first ? b.sub(y, x) : b.sub(x, y));
    }
  }

  /** The larger one; where both are equal each gets half of the cotangent, as in PyTorch. */
  record Max() implements Binary {
    @Override
    public Node pull(GraphBuilder b, Node x, Node y, Node z, Node dz, boolean first) {
      return share(b, dz, first ? b.sub(x, y) : b.sub(y, x));
    }
  }

  /** {@code x} above 0, {@code slope x} elsewhere, the slope being the second argument. */
  record PRelu() implements Binary {
    @Override
    public Node pull(GraphBuilder b, Node x, Node slope, Node z, Node dz, boolean first) {
      return first
          ? b.mul(dz, Unary.above(b, x, slope, b.sub(b.scalar(1), slope)))
          : b.mul(dz, b.add(new Min(), x, b.scalar(0)));
    }
  }

  private static Node share(GraphBuilder b, Node dz, Node lead) {
    return b.mul(dz, b.mul(b.add(b.sign(lead), b.scalar(1)), b.scalar(0.5)));
  }
}
