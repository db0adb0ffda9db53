package org.gauntletml.models.dl4j;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** What a network must show before it is handed out: the right scores, and the right gradients. */
final class SelfCheck {
  private static final long SEED = 20220820;
  private static final int BATCH = 2;
  private static final int TRIALS = 3;
  private static final double STEP = 1e-6;
  private static final double FORWARD_TOLERANCE = 1e-4;
  private static final double GRADIENT_TOLERANCE = 1e-3;

  private final InputSpec input;

  SelfCheck(InputSpec input) {
    this.input = input;
  }

  /**
   * Compares logits of a translated network with those of the native one; a reason if they differ.
   */
  Optional<String> forward(NativeModel model, Classifier translated) {
    INDArray x = batch(new SplittableRandom(SEED), DataType.FLOAT);
    double[] expected = model.logits(x).dup('c').data().asDouble();
    double[] ours = translated.logits(x).data().asDouble();
    double scale = Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElse(1));
    double worst = 0;
    for (int i = 0; i < ours.length; i++) {
      double error = Math.abs(ours[i] - expected[i]) / scale;
      worst = error <= worst ? worst : error;
    }
    return worst <= FORWARD_TOLERANCE
        ? Optional.empty()
        : Optional.of("its translation answers " + worst + " beside the original");
  }

  /**
   * Compares logits, put back through the head, with what the original answers.
   *
   * @throws BadInput if they differ
   */
  void forward(NativeModel model, UnaryOperator<INDArray> original) {
    INDArray x = batch(new SplittableRandom(SEED), DataType.FLOAT);
    INDArray scores = model.form().scores(model.logits(x));
    INDArray ours =
        switch (model.form().head()) {
          case PLAIN -> scores;
          case SIGMOID -> Transforms.sigmoid(scores);
          case SOFTMAX -> Transforms.softmax(scores.reshape('c', BATCH, model.form().classes()));
        };
    INDArray theirs = original.apply(model.own(x)).castTo(ours.dataType());
    double[] mine = ours.dup('c').data().asDouble();
    double[] expected = theirs.dup('c').data().asDouble();
    double scale = Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElse(1));
    for (int i = 0; i < mine.length; i++) {
      if (!(Math.abs(mine[i] - expected[i]) <= FORWARD_TOLERANCE * scale)) {
        throw BadInput.of(
                "network",
                "layers that work the same outside Deeplearning4j",
                "output " + mine[i] + " where network.output gives " + expected[i])
            .hint("Wrap the network's own output as a Java function instead");
      }
    }
  }

  /** The gradient to be checked: of cotangent . logits at x, both DOUBLE, exact in float. */
  @FunctionalInterface
  interface Gradient {
    INDArray at(INDArray x, INDArray cotangent);
  }

  /** As {@link #gradient(NativeModel, Gradient)}, of the model itself. */
  Optional<String> gradient(NativeModel model) {
    return gradient(model, (x, cotangent) -> model.linearize(x).pullback(cotangent));
  }

  /**
   * Compares directional derivatives with central differences; a reason if they disagree.
   *
   * @param model in double precision
   */
  Optional<String> gradient(NativeModel model, Gradient gradient) {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    try {
      double worst = 0;
      for (int trial = 0; trial < TRIALS; trial++) {
        // a step over a kink spoils one comparison but not two
        worst =
            Math.max(
                worst, Math.min(error(model, gradient, random), error(model, gradient, random)));
      }
      return worst <= GRADIENT_TOLERANCE
          ? Optional.empty()
          : Optional.of(
              "gradients are off by " + Math.round(100 * worst) + "% from finite differences");
    } catch (RuntimeException crash) {
      return Optional.of("the backward pass fails: " + crash.getMessage());
    }
  }

  private double error(NativeModel model, Gradient pullback, SplittableRandom random) {
    INDArray x = batch(random, DataType.FLOAT).castTo(DataType.DOUBLE);
    long[] logits = {BATCH, model.form().classes()};
    INDArray cotangent = random(random, -1, 1, logits, DataType.FLOAT).castTo(DataType.DOUBLE);
    INDArray gradient = pullback.at(x, cotangent);
    INDArray direction = random(random, -1, 1, x.shape(), DataType.DOUBLE);
    INDArray step = direction.mul(STEP * (input.upper() - input.lower()));
    double above = dot(model.logits(x.add(step)), cotangent);
    double below = dot(model.logits(x.sub(step)), cotangent);
    double expected = (above - below) / (2 * STEP * (input.upper() - input.lower()));
    double typical = Math.sqrt(dot(gradient, gradient) / 3);
    return Math.abs(expected - dot(gradient, direction))
        / Math.max(Math.max(typical, Math.abs(expected)), 1e-6);
  }

  private static double dot(INDArray a, INDArray b) {
    double[] u = a.dup('c').data().asDouble();
    double[] v = b.dup('c').data().asDouble();
    double sum = 0;
    for (int i = 0; i < u.length; i++) {
      sum += u[i] * v[i];
    }
    return sum;
  }

  private INDArray batch(SplittableRandom random, DataType type) {
    return random(random, input.lower(), input.upper(), input.batch(BATCH), type);
  }

  private static INDArray random(
      SplittableRandom random, double low, double high, long[] shape, DataType type) {
    long length = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    double[] values = random.doubles(length, low, high).toArray();
    return Nd4j.createFromArray(values).reshape('c', shape).castTo(type);
  }
}
