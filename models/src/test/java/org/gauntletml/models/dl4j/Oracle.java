package org.gauntletml.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The network as its owner has it, {@code output(x, false)} and nothing else: the oracle of logits
 * and gradients. A softmax tells logits up to a constant per row, so cotangents sum to zero.
 */
record Oracle(Zoo.Specimen specimen, NativeModel model) {
  private static final double STEP = 1e-5;

  /** Log-probabilities, or logits of sigmoids, or plain scores; DOUBLE {@code [N, classes]}. */
  INDArray logits(INDArray x) {
    INDArray out = specimen.output().apply(model.own(x)).castTo(DataType.DOUBLE);
    INDArray p = out.dup('c').reshape('c', out.size(0), out.length() / out.size(0));
    return switch (model.form().head()) {
      case PLAIN -> p;
      case SOFTMAX -> Transforms.log(p);
      case SIGMOID -> {
        INDArray z = Transforms.log(p.div(p.rsub(1)));
        yield z.size(1) > 1 ? z : Nd4j.hstack(z.mul(0), z);
      }
    };
  }

  /** Compares logits, which a softmax leaves open up to a constant per row. */
  void assertLogits(INDArray actual, INDArray x, double tolerance) {
    INDArray ours = actual.castTo(DataType.DOUBLE);
    INDArray theirs = logits(x);
    boolean upToConstant = model.form().head() == Head.SOFTMAX;
    INDArray a = upToConstant ? ours.subColumnVector(ours.mean(true, 1)) : ours;
    INDArray b = upToConstant ? theirs.subColumnVector(theirs.mean(true, 1)) : theirs;
    double scale = Math.max(1, b.amaxNumber().doubleValue());
    assertThat(a.sub(b).amaxNumber().doubleValue()).isLessThan(tolerance * scale);
  }

  /** Compares some entries of a gradient of {@code sum(cotangent * logits)} with differences. */
  void assertGradient(INDArray gradient, INDArray x, INDArray cotangent) {
    assertThat(gradient.shape()).isEqualTo(x.shape());
    double scale = gradient.amaxNumber().doubleValue();
    assertThat(scale).isGreaterThan(1e-6);
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 10; i++) {
      long at = random.nextLong(x.length());
      INDArray above = x.dup();
      above.putScalar(at, x.getDouble(at) + STEP);
      INDArray below = x.dup();
      below.putScalar(at, x.getDouble(at) - STEP);
      double expected = (score(above, cotangent) - score(below, cotangent)) / (2 * STEP);
      assertThat(gradient.getDouble(at)).isCloseTo(expected, within(1e-6 * Math.max(scale, 0.1)));
    }
  }

  private double score(INDArray x, INDArray cotangent) {
    return logits(x).mul(cotangent).sumNumber().doubleValue();
  }

  /** Random cotangents whose rows sum to zero. */
  static INDArray cotangent(long[] shape) {
    INDArray c = random(4, shape).subi(0.5);
    return c.subColumnVector(c.mean(true, 1));
  }

  /** Values in [0, 1), DOUBLE. */
  static INDArray random(long seed, long[] shape) {
    long length = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    double[] values = new SplittableRandom(seed).doubles(length).toArray();
    return Nd4j.createFromArray(values).reshape('c', shape);
  }
}
