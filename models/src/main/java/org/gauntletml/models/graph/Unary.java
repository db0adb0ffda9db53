package org.gauntletml.models.graph;

import java.util.Map;
import org.gauntletml.models.BadInput;
import org.jspecify.annotations.Nullable;

/** Functions of one real, applied to every element. {@code x} is the input, {@code y} the value. */
public sealed interface Unary extends Op {

  @Override
  default ValueType infer(Arguments arguments) {
    arguments.reals(1, 1);
    return ValueType.real(arguments.shape(0));
  }

  @Override
  default @Nullable Node vjp(GraphBuilder b, Node self, Node dy, int input) {
    Node slope = slope(b, self.input(0), self);
    return slope == null ? null : b.mul(dy, slope);
  }

  /** The derivative at every element; null where it is zero everywhere. */
  @Nullable Node slope(GraphBuilder b, Node x, Node y);

  /** {@code max(x, 0)}; the derivative at 0 is 0. */
  record Relu() implements Unary {
    @Override
    public Node slope(GraphBuilder b, Node x, Node y) {
      return b.sign(y);
    }
  }

  /** {@code x} above 0, {@code alpha x} elsewhere. */
  record LeakyRelu(double alpha) implements Unary {
    public LeakyRelu {
      finite("LeakyRelu alpha", alpha);
    }

    @Override
    public Map<String, Object> attributes() {
      return Map.of("alpha", (float) alpha);
    }

    @Override
    public Node slope(GraphBuilder b, Node x, Node y) {
      return above(b, x, b.scalar(alpha), b.scalar(1 - alpha));
    }
  }

  /** {@code x} above 0, {@code alpha (exp(x) - 1)} elsewhere. */
  record Elu(double alpha) implements Unary {
    public Elu {
      finite("Elu alpha", alpha);
    }

    @Override
    public Map<String, Object> attributes() {
      return Map.of("alpha", (float) alpha);
    }

    @Override
    public Node slope(GraphBuilder b, Node x, Node y) {
      Node below = b.add(b.add(new Binary.Min(), y, b.scalar(0)), b.scalar(alpha));
      return alpha == 1 ? below : above(b, x, below, b.scalar(1 - alpha));
    }
  }

  /** {@code 1 / (1 + exp(-x))}. */
  record Sigmoid() implements Unary {
    @Override
    public Node slope(GraphBuilder b, Node x, Node y) {
      return b.mul(y, b.sub(b.scalar(1), y));
    }
  }

  /** {@code max(0, min(1, alpha x + beta))}. */
  record HardSigmoid(double alpha, double beta) implements Unary {
    public HardSigmoid {
      finite("HardSigmoid alpha", alpha);
      finite("HardSigmoid beta", beta);
    }

    @Override
    public Map<String, Object> attributes() {
      return Map.of("alpha", (float) alpha, "beta", (float) beta);
    }

    @Override
    public Node slope(GraphBuilder b, Node x, Node y) {
      // y (1 - y) is positive exactly on the ramp
      return b.mul(b.sign(b.mul(y, b.sub(b.scalar(1), y))), b.scalar(alpha));
    }
  }

  /** Hyperbolic tangent. */
  record Tanh() implements Unary {
    @Override
    public Node slope(GraphBuilder b, Node x, Node y) {
      return b.sub(b.scalar(1), b.mul(y, y));
    }
  }

  /** {@code log(1 + exp(x))}. */
  record Softplus() implements Unary {
    @Override
    public Node slope(GraphBuilder b, Node x, Node y) {
      return b.sigmoid(x);
    }
  }

  /**
   * {@code min(max(x, min), max)}; either bound may be infinite. The derivative on a bound is 1.
   */
  record Clip(double min, double max) implements Unary {
    public Clip {
      if (!(min <= max)) {
        throw BadInput.of("Clip", "min <= max", min + " and " + max);
      }
    }

    @Override
    public java.util.List<Tensor> operands() {
      return java.util.List.of(real(min), real(max));
    }

    private static Tensor real(double bound) {
      double finite = Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, bound));
      return Tensor.of(new float[] {(float) finite});
    }

    @Override
    public Node slope(GraphBuilder b, Node x, Node y) {
      return b.cast(b.equal(x, y));
    }
  }

  /** {@code -x}. */
  record Neg() implements Unary {
    @Override
    public Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      return b.neg(dy);
    }

    @Override
    public Node slope(GraphBuilder b, Node x, Node y) {
      return b.scalar(-1);
    }
  }

  /** {@code e^x}. */
  record Exp() implements Unary {
    @Override
    public Node slope(GraphBuilder b, Node x, Node y) {
      return y;
    }
  }

  /** Natural logarithm. */
  record Log() implements Unary {
    @Override
    public Node slope(GraphBuilder b, Node x, Node y) {
      return b.div(b.scalar(1), x);
    }
  }

  /** Square root. */
  record Sqrt() implements Unary {
    @Override
    public Node slope(GraphBuilder b, Node x, Node y) {
      return b.div(b.scalar(0.5), y);
    }
  }

  /** {@code |x|}; the derivative at 0 is 0. */
  record Abs() implements Unary {
    @Override
    public Node slope(GraphBuilder b, Node x, Node y) {
      return b.sign(x);
    }
  }

  /** The error function. */
  record Erf() implements Unary {
    @Override
    public Node slope(GraphBuilder b, Node x, Node y) {
      return b.mul(b.exp(b.neg(b.mul(x, x))), b.scalar(2 / Math.sqrt(Math.PI)));
    }
  }

  /** Sine. */
  record Sin() implements Unary {
    @Override
    public Node slope(GraphBuilder b, Node x, Node y) {
      return b.add(new Cos(), x);
    }
  }

  /** Cosine. */
  record Cos() implements Unary {
    @Override
    public Node slope(GraphBuilder b, Node x, Node y) {
      return b.neg(b.add(new Sin(), x));
    }
  }

  /** -1, 0 or 1. Flat: its derivative is zero. */
  record Sign() implements Unary {
    @Override
    public @Nullable Node slope(GraphBuilder b, Node x, Node y) {
      return null;
    }
  }

  /** The largest integer not above x. Flat: its derivative is zero. */
  record Floor() implements Unary {
    @Override
    public @Nullable Node slope(GraphBuilder b, Node x, Node y) {
      return null;
    }
  }

  /** {@code base + more} where x is above 0, {@code base} elsewhere; cheaper than a choice. */
  static Node above(GraphBuilder b, Node x, Node base, Node more) {
    return b.add(b.mul(b.relu(b.sign(x)), more), base);
  }

  private static void finite(String who, double value) {
    if (!Double.isFinite(value)) {
      throw BadInput.of(who, "a finite number", value);
    }
  }
}
