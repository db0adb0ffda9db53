package org.gauntletml.models;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a wrapped model is asked before it is trusted: does it answer what the original answers, and
 * is its gradient the slope of its answers? Many of the ways to get this wrong are silent.
 *
 * @param forwardError largest difference of a logit from the original's, relative to the largest
 *     logit but at least to 1
 * @param gradientError largest difference of a directional derivative from central differences in
 *     double precision, relative to what the gradient's norm lets expect in that direction
 * @param directions how many were tried: along the gradient itself, and random ones; 0 where there
 *     are no gradients
 * @param took time spent
 */
public record SelfCheck(double forwardError, double gradientError, int directions, Duration took) {
  /** Largest {@link #forwardError} that passes. */
  public static final double FORWARD_TOLERANCE = 1e-4;

  /** Largest {@link #gradientError} that passes. */
  public static final double GRADIENT_TOLERANCE = 2e-3;

  /** No further point is begun after this; one point of a large model may take longer. */
  private static final Duration ENOUGH = Duration.ofMillis(800);

  private static final int POINTS = 4;

  /** Change of one input value, in units of the width of the bounds. */
  private static final double STEP = 1e-6;

  private static final double SHORTER = 64;

  /**
   * Checks at random points within the bounds, for about a second.
   *
   * @param original the model before it was wrapped: FLOAT inputs to logits
   * @param exact the wrapped computation in double precision: DOUBLE inputs to logits
   * @param seed of the points and directions
   */
  public static SelfCheck of(
      DifferentiableClassifier classifier,
      UnaryOperator<INDArray> original,
      UnaryOperator<INDArray> exact,
      long seed) {
    long start = System.nanoTime();
    Random random = new Random(seed);
    double forward = 0;
    double gradient = 0;
    int directions = 0;
    InputSpec input = classifier.input();
    while (directions < 2 * POINTS && System.nanoTime() - start < ENOUGH.toNanos()) {
      INDArray x = uniform(random, input);
      try (Linearization pass = classifier.linearize(x)) {
        forward = Math.max(forward, difference(pass.logits(), original.apply(x)));
        INDArray w = normal(random, pass.logits().shape());
        INDArray g = pass.pullback(w.castTo(DataType.FLOAT)).castTo(DataType.DOUBLE);
        INDArray point = x.castTo(DataType.DOUBLE);
        double size = g.norm2Number().doubleValue();
        double floor = 1e-9;
        Slope slope = new Slope(exact, point, w, STEP * (input.upper() - input.lower()));
        if (size > floor) {
          gradient = Math.max(gradient, slope.error(g, size) / size);
        }
        INDArray any = normal(random, x.shape());
        double expected = g.mul(any).sumNumber().doubleValue() / any.norm2Number().doubleValue();
        double scale = Math.max(floor, size / Math.sqrt(input.features()));
        gradient = Math.max(gradient, slope.error(any, expected) / scale);
        directions += 2;
      }
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return new SelfCheck(forward, gradient, directions, took);
  }

  /**
   * Checks the answers of a model without gradients, as {@link #of} does.
   *
   * @param original the model before it was wrapped: FLOAT inputs to logits
   */
  public static SelfCheck ofScores(
      Classifier classifier, UnaryOperator<INDArray> original, long seed) {
    long start = System.nanoTime();
    Random random = new Random(seed);
    double forward = 0;
    for (int i = 0; i < POINTS && System.nanoTime() - start < ENOUGH.toNanos(); i++) {
      INDArray x = uniform(random, classifier.input());
      forward = Math.max(forward, difference(classifier.logits(x), original.apply(x)));
    }
    return new SelfCheck(forward, 0, 0, Duration.ofNanos(System.nanoTime() - start));
  }

  /** Central differences of {@code w . f(x)} along a direction made to length 1. */
  private record Slope(UnaryOperator<INDArray> f, INDArray x, INDArray w, double step) {
    /**
     * How far {@code expected} is from the slope along a direction. A step that is far off may have
     * passed rectifiers on its way, of which a shorter one passes fewer; but it is at the mercy of
     * rounding where the slope is small, so the better of the two counts.
     */
    double error(INDArray direction, double expected) {
      double first = Math.abs(along(direction, step) - expected);
      return first <= GRADIENT_TOLERANCE / 4 * Math.abs(expected)
          ? first
          : Math.min(first, Math.abs(along(direction, step / SHORTER) - expected));
    }

    private double along(INDArray direction, double each) {
      double h = each * Math.sqrt((double) x.length());
      INDArray move = direction.mul(h / direction.norm2Number().doubleValue());
      return (value(x.add(move)) - value(x.sub(move))) / (2 * h);
    }

    private double value(INDArray at) {
      return f.apply(at).mul(w).sumNumber().doubleValue();
    }
  }

  private static INDArray uniform(Random random, InputSpec input) {
    double width = input.upper() - input.lower();
    float[] values = new float[input.features()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (input.lower() + width * (0.01 + 0.98 * random.nextDouble()));
    }
    return Nd4j.createFromArray(values).reshape('c', input.batch(1));
  }

  private static INDArray normal(Random random, long... shape) {
    double[] values =
        new double[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    return Nd4j.createFromArray(values).reshape('c', shape);
  }

  /** NaN counts as infinitely far. */
  private static double difference(INDArray logits, INDArray original) {
    double[] actual = logits.dup('c').data().asDouble();
    double[] expected = original.dup('c').data().asDouble();
    double scale = 1;
    double worst = actual.length == expected.length ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(actual.length, expected.length); i++) {
      scale = Math.max(scale, Math.abs(expected[i]));
      double off = Math.abs(actual[i] - expected[i]);
      worst = Double.isNaN(off) ? Double.POSITIVE_INFINITY : Math.max(worst, off);
    }
    return worst / scale;
  }

  /** Whether both errors are within what single precision explains. */
  public boolean passed() {
    return forwardOk() && gradientOk();
  }

  /** Whether the answers are the original's. */
  public boolean forwardOk() {
    return forwardError <= FORWARD_TOLERANCE;
  }

  /** Whether the gradient is the slope of the answers. */
  public boolean gradientOk() {
    return gradientError <= GRADIENT_TOLERANCE;
  }

  /** For a person: the figures with their limits. */
  @Override
  public String toString() {
    String answers =
        String.format(
            Locale.ROOT,
            "answers differ from the original's by %.1e (limit %.0e)",
            forwardError,
            FORWARD_TOLERANCE);
    String slopes =
        String.format(
            Locale.ROOT,
            ", gradient from finite differences by %.1e (limit %.0e) in %d directions",
            gradientError,
            GRADIENT_TOLERANCE,
            directions);
    return answers
        + (directions == 0 ? "" : slopes)
        + String.format(Locale.ROOT, ", %.2f s", took.toMillis() / 1000.0);
  }
}
