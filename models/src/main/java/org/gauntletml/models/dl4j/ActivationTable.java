package org.gauntletml.models.dl4j;

import java.util.Map;
import java.util.Set;
import org.gauntletml.models.graph.Activations;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Unary;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.activations.impl.ActivationRationalTanh;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationRectifiedTanh;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;

/** DL4J's activation functions as graph nodes. */
final class ActivationTable {
  private interface Function<A> {
    Flow apply(GraphBuilder b, A activation, Flow x);
  }

  /** A function of each element. */
  private interface ElementWise<A> {
    Node apply(GraphBuilder b, A activation, Node x);
  }

  private static final Map<Class<? extends IActivation>, Function<IActivation>> TABLE =
      Map.ofEntries(
          each(ActivationIdentity.class, (b, a, x) -> x),
          each(ActivationReLU.class, ActivationTable::relu),
          each(ActivationReLU6.class, (b, a, x) -> b.clip(x, 0, 6)),
          each(ActivationLReLU.class, (b, a, x) -> leaky(b, x, a.getAlpha())),
          each(ActivationRReLU.class, ActivationTable::rrelu),
          each(
              ActivationThresholdedReLU.class,
              (b, a, x) -> Activations.thresholdedRelu(b, x, a.getTheta())),
          each(ActivationELU.class, (b, a, x) -> b.add(new Unary.Elu(a.getAlpha()), x)),
          each(ActivationSELU.class, (b, a, x) -> Activations.selu(b, x)),
          each(ActivationGELU.class, ActivationTable::gelu),
          each(ActivationSwish.class, (b, a, x) -> Activations.swish(b, x, 1)),
          each(ActivationMish.class, (b, a, x) -> Activations.mish(b, x)),
          each(ActivationSigmoid.class, (b, a, x) -> b.sigmoid(x)),
          each(ActivationHardSigmoid.class, (b, a, x) -> b.add(new Unary.HardSigmoid(0.2, 0.5), x)),
          each(ActivationTanH.class, (b, a, x) -> b.tanh(x)),
          each(ActivationHardTanH.class, (b, a, x) -> b.clip(x, -1, 1)),
          each(ActivationRationalTanh.class, ActivationTable::rationalTanh),
          each(ActivationRectifiedTanh.class, (b, a, x) -> b.relu(b.tanh(x))),
          each(ActivationSoftPlus.class, (b, a, x) -> b.add(new Unary.Softplus(), x)),
          each(ActivationSoftSign.class, (b, a, x) -> Activations.softsign(b, x)),
          each(ActivationCube.class, (b, a, x) -> b.mul(x, b.mul(x, x))),
          of(
              ActivationSoftmax.class,
              (b, a, x) -> new Flow(b.softmax(x.node(), x.axis(-1)), x.channelsLast())));

  private ActivationTable() {}

  static Set<Class<? extends IActivation>> kinds() {
    return TABLE.keySet();
  }

  /**
   * @throws Untranslatable on an activation that DL4J does not bring along
   */
  static Flow apply(Scope s, IActivation activation, Flow x) {
    Function<IActivation> function = TABLE.get(activation.getClass());
    if (function == null) {
      throw s.refuse("its activation " + activation.getClass().getSimpleName() + " is unknown");
    }
    return function.apply(s.b(), activation, x);
  }

  private static <A extends IActivation>
      Map.Entry<Class<? extends IActivation>, Function<IActivation>> of(
          Class<A> kind, Function<A> function) {
    return Map.entry(kind, (b, a, x) -> function.apply(b, kind.cast(a), x));
  }

  private static <A extends IActivation>
      Map.Entry<Class<? extends IActivation>, Function<IActivation>> each(
          Class<A> kind, ElementWise<A> function) {
    return of(kind, (b, a, x) -> x.map(node -> function.apply(b, a, node)));
  }

  private static Node leaky(GraphBuilder b, Node x, double slope) {
    return b.add(new Unary.LeakyRelu(slope), x);
  }

  /** DL4J's inference mode takes the mean slope for a lower bound. */
  private static Node rrelu(GraphBuilder b, ActivationRReLU a, Node x) {
    return b.clip(x, (a.getL() + a.getU()) / 2, Double.POSITIVE_INFINITY);
  }

  /** Below the threshold t the value is {@code slope * (x - t)}, above it is x, capped at max. */
  private static Node relu(GraphBuilder b, ActivationReLU a, Node x) {
    double threshold = a.getThreshold() == null ? 0 : a.getThreshold();
    double slope = a.getNegativeSlope() == null ? 0 : a.getNegativeSlope();
    Node y;
    if (threshold != 0) {
      Node t = b.scalar(threshold);
      y = b.where(b.greater(t, x), b.mul(b.sub(x, t), b.scalar(slope)), x);
    } else {
      y = slope == 0 ? b.relu(x) : leaky(b, x, slope);
    }
    return a.getMax() == null ? y : b.clip(y, Double.NEGATIVE_INFINITY, a.getMax());
  }

  /**
   * By default {@code x sigmoid(1.702 x)}. ND4J's "precise" one is the approximation by tanh with
   * 0.044715 inside the cube, where it does not belong; a model trained with it needs it so.
   */
  private static Node gelu(GraphBuilder b, ActivationGELU a, Node x) {
    if (!a.isPrecise()) {
      return Activations.swish(b, x, 1.702);
    }
    Node small = b.mul(x, b.scalar(0.044715));
    Node sum = b.add(x, b.mul(small, b.mul(small, small)));
    Node tanh = b.tanh(b.mul(sum, b.scalar(Math.sqrt(2 / Math.PI))));
    return b.mul(x, b.mul(b.add(tanh, b.scalar(1)), b.scalar(0.5)));
  }

  /**
   * {@code 1.7159 r(2x/3)}, where r(y) is the rational approximation {@code sign(y) (1 - 1/s)} of
   * tanh with {@code s = 1 + |y| + y^2 + 1.41645 y^4}; written so that it has a gradient at 0.
   */
  private static Node rationalTanh(GraphBuilder b, ActivationRationalTanh a, Node x) {
    Node y = b.mul(x, b.scalar(2 / 3.0));
    Node size = b.abs(y);
    Node cube = b.mul(b.mul(size, b.mul(size, size)), b.scalar(1.41645));
    Node factor = b.add(b.add(cube, size), b.scalar(1));
    Node sum = b.add(b.mul(size, factor), b.scalar(1));
    return b.mul(b.mul(y, b.div(factor, sum)), b.scalar(1.7159));
  }
}
