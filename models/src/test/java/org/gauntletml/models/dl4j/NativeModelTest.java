package org.gauntletml.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.Linearization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Every kind of layer against the original network: its output, and its finite differences. */
class NativeModelTest {
  private static final double STEP = 1e-5;

  static List<Zoo.Species> species() {
    return Zoo.all();
  }

  @ParameterizedTest
  @MethodSource("species")
  void doublePrecisionGradientsAreFiniteDifferencesOfTheOriginalOutput(Zoo.Species species) {
    Zoo.Specimen specimen = species.maker().make(DataType.DOUBLE);
    INDArray before = specimen.parameters().dup();
    NativeModel model = specimen.network().nativeModel(species.input());
    INDArray x = random(3, species.input().batch(3)).castTo(DataType.DOUBLE);
    NativeModel.Pass pass = model.linearize(x);
    INDArray cotangent = zeroSum(random(4, pass.logits().shape()).subi(0.5));
    assertThat(score(model, specimen, x, cotangent))
        .isCloseTo(pass.logits().mul(cotangent).sumNumber().doubleValue(), within(1e-9));

    INDArray gradient = pass.pullback(cotangent);
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
      double expected =
          (score(model, specimen, above, cotangent) - score(model, specimen, below, cotangent))
              / (2 * STEP);
      assertThat(gradient.getDouble(at)).isCloseTo(expected, within(1e-6 * Math.max(scale, 0.1)));
    }
    assertThat(specimen.parameters().sub(before).amaxNumber().doubleValue()).isZero();
  }

  @ParameterizedTest
  @MethodSource("species")
  void classifiersAgreeWithTheOriginalInFloat(Zoo.Species species) {
    Zoo.Specimen specimen = species.maker().make(DataType.FLOAT);
    Classifier classifier = specimen.network().classifier(species.input());
    assertThat(classifier).isInstanceOf(DifferentiableClassifier.class);
    INDArray x = random(3, species.input().batch(3)).castTo(DataType.FLOAT);
    INDArray copy = x.dup();
    INDArray logits = classifier.logits(x);
    assertThat(logits.dataType()).isEqualTo(DataType.FLOAT);
    assertThat(logits.shape()).isEqualTo(new long[] {3, classifier.classes()});
    NativeModel model = specimen.network().nativeModel(species.input());
    INDArray expected = logProbabilities(model, specimen, x);
    INDArray ours =
        model.form().head() == Head.SOFTMAX ? logSoftmax(logits.castTo(DataType.DOUBLE)) : logits;
    assertThat(ours.castTo(DataType.DOUBLE).sub(expected).amaxNumber().doubleValue())
        .isLessThan(1e-5);
    try (Linearization forward = ((DifferentiableClassifier) classifier).linearize(x)) {
      assertThat(forward.logits().sub(logits).amaxNumber().doubleValue()).isZero();
    }
    assertThat(x.sub(copy).amaxNumber().doubleValue()).isZero();
  }

  /** Sum of the cotangent times the original's log-probabilities (or scores, where plain). */
  private static double score(
      NativeModel model, Zoo.Specimen specimen, INDArray x, INDArray cotangent) {
    return logProbabilities(model, specimen, x).mul(cotangent).sumNumber().doubleValue();
  }

  private static INDArray logProbabilities(NativeModel model, Zoo.Specimen specimen, INDArray x) {
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

  private static INDArray logSoftmax(INDArray z) {
    return Transforms.log(Transforms.softmax(z));
  }

  /** Makes rows sum to zero, so that adding a constant to a row of logits changes nothing. */
  private static INDArray zeroSum(INDArray cotangent) {
    return cotangent.subColumnVector(cotangent.mean(true, 1));
  }

  private static INDArray random(long seed, long[] shape) {
    long length = java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    double[] values = new SplittableRandom(seed).doubles(length).toArray();
    return Nd4j.createFromArray(values).reshape('c', shape);
  }
}
