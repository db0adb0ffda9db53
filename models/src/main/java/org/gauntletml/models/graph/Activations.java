package org.gauntletml.models.graph;

/** Activation functions that are a few primitives, and so need neither a gradient nor a kernel. */
public final class Activations {
  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double SELU_GAMMA = 1.0507009873554805;

  private Activations() {}

  /** Scaled ELU with the constants of Klambauer et al. 2017 (arXiv 1706.02515). */
  public static Node selu(GraphBuilder b, Node x) {
    return selu(b, x, SELU_ALPHA, SELU_GAMMA);
  }

  /** {@code gamma x} above 0, {@code gamma alpha (exp(x) - 1)} elsewhere. */
  public static Node selu(GraphBuilder b, Node x, double alpha, double gamma) {
    return b.mul(b.add(new Unary.Elu(alpha), x), b.scalar(gamma));
  }

  /** {@code x Phi(x)} with the normal distribution function (arXiv 1606.08415). */
  public static Node gelu(GraphBuilder b, Node x) {
    Node erf = b.add(new Unary.Erf(), b.mul(x, b.scalar(Math.sqrt(0.5))));
    return b.mul(x, b.mul(b.add(erf, b.scalar(1)), b.scalar(0.5)));
  }

  /** The approximation {@code x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2} of {@link #gelu}. */
  public static Node geluTanh(GraphBuilder b, Node x) {
    Node cube = b.mul(b.mul(x, b.mul(x, x)), b.scalar(0.044715));
    Node tanh = b.tanh(b.mul(b.add(x, cube), b.scalar(Math.sqrt(2 / Math.PI))));
    return b.mul(x, b.mul(b.add(tanh, b.scalar(1)), b.scalar(0.5)));
  }

  /** {@code x sigmoid(beta x)}. */
  public static Node swish(GraphBuilder b, Node x, double beta) {
    return b.mul(x, b.sigmoid(b.mul(x, b.scalar(beta))));
  }

  /** {@code x max(0, min(1, x/6 + 1/2))}. */
  public static Node hardSwish(GraphBuilder b, Node x) {
    return b.mul(x, b.add(new Unary.HardSigmoid(1 / 6.0, 0.5), x));
  }

  /** {@code x tanh(softplus(x))} (arXiv 1908.08681). */
  public static Node mish(GraphBuilder b, Node x) {
    return b.mul(x, b.tanh(b.add(new Unary.Softplus(), x)));
  }

  /** {@code x / (1 + |x|)}. */
  public static Node softsign(GraphBuilder b, Node x) {
    return b.div(x, b.add(b.abs(x), b.scalar(1)));
  }

  /** {@code x} above {@code threshold}, 0 elsewhere. */
  public static Node thresholdedRelu(GraphBuilder b, Node x, double threshold) {
    return b.where(b.greater(x, b.scalar(threshold)), x, b.scalar(0));
  }
}
