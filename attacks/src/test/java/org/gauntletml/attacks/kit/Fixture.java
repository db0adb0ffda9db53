package org.gauntletml.attacks.kit;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Norm;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A tiny model and examples that it classifies correctly. */
public record Fixture(String name, DifferentiableClassifier model, Batch batch) {
  /** Every fixture; an attack keeps its contract on all of them. */
  public static List<Fixture> all() {
    return List.of(
        random("linear", linear(InputSpec.unit(1, 4, 4), 5, 1, 11), 6),
        random("saturated", linear(InputSpec.unit(1, 4, 4), 5, 1e4, 12), 6),
        random("constant logits", linear(InputSpec.unit(1, 4, 4), 3, 0, 13), 3),
        random("1x1 image", linear(InputSpec.unit(1, 1, 1), 3, 1, 14), 4),
        random("one example", linear(InputSpec.unit(1, 4, 4), 5, 1, 15), 1),
        random("two classes", linear(InputSpec.unit(12), 2, 1, 16), 5),
        random("other bounds", linear(new InputSpec(List.of(2L, 3L, 3L), -2, 3), 4, 1, 17), 5),
        random("curved", CurvedModel.random(InputSpec.unit(2, 4, 4), 8, 4, 18), 6),
        random("convolutional", SmallNetworks.CONVOLUTIONAL, 5),
        random("batch-normalised", SmallNetworks.BATCH_NORMALISED, 5));
  }

  /**
   * Two linear classes and examples in the middle of the box, so that the smallest adversarial
   * perturbation has the closed form and no edge cuts it off.
   */
  public static Fixture closedForm() {
    SplittableRandom random = new SplittableRandom(5);
    InputSpec input = InputSpec.unit(1, 4, 4);
    double[][] weights = new double[2][16];
    for (int i = 0; i < 16; i++) {
      weights[1][i] = random.nextDouble(0.3, 0.9) * (random.nextBoolean() ? 1 : -1);
    }
    weights[1][7] = 1;
    float[][] x = new float[5][16];
    double[] bias = new double[2];
    for (int i = 0; i < 16; i++) {
      bias[1] -= 0.5 * weights[1][i];
      for (float[] row : x) {
        row[i] = 0.5f;
      }
    }
    for (int n = 0; n < x.length; n++) {
      x[n][n] -= (float) (Math.signum(weights[1][n]) * (0.02 + 0.02 * n) / Math.abs(weights[1][n]));
    }
    bias[1] -= 0.2;
    return examples("closed form", new LinearModel(input, weights, bias), x);
  }

  /**
   * Norm of the smallest adversarial perturbation of a {@link #closedForm} example: {@code |f| /
   * ||w||_dual}, and for L0 the fewest features whose room in the box is enough.
   */
  public static double closedFormRadius(Fixture fixture, Norm norm, int row) {
    LinearModel model = (LinearModel) fixture.model();
    double[] w = new double[model.input().features()];
    double f = model.bias()[0] - model.bias()[1];
    float[] x = fixture.batch().inputs().slice(row).dup().data().asFloat();
    double[] gains = new double[w.length];
    for (int i = 0; i < w.length; i++) {
      w[i] = model.weights()[1][i] - model.weights()[0][i];
      f -= w[i] * x[i];
      gains[i] = Math.max(w[i] * (1 - x[i]), -w[i] * x[i]);
    }
    double distance = f;
    return switch (norm) {
      case LINF -> distance / Arrays.stream(w).map(Math::abs).sum();
      case L2 -> distance / Math.sqrt(Arrays.stream(w).map(v -> v * v).sum());
      case L1 -> distance / Arrays.stream(w).map(Math::abs).max().orElseThrow();
      case L0 -> {
        double[] ascending = Arrays.stream(gains).sorted().toArray();
        int features = 0;
        for (double gained = 0; gained < distance; features++) {
          gained += ascending[ascending.length - 1 - features];
        }
        yield features;
      }
    };
  }

  private static LinearModel linear(InputSpec input, int classes, double scale, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] weights = new double[classes][input.features()];
    for (double[] row : weights) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextDouble(-1, 1) * scale;
      }
    }
    return new LinearModel(input, weights, new double[classes]);
  }

  private static Fixture random(String name, DifferentiableClassifier model, int examples) {
    SplittableRandom random = new SplittableRandom(name.hashCode());
    InputSpec input = model.input();
    float[][] x = new float[examples][input.features()];
    for (float[] row : x) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) random.nextDouble(input.lower(), input.upper());
      }
    }
    return examples(name, model, x);
  }

  private static Fixture examples(String name, DifferentiableClassifier model, float[][] x) {
    INDArray inputs = Nd4j.createFromArray(x).reshape('c', model.input().batch(x.length));
    List<String> ids = IntStream.range(0, x.length).mapToObj(n -> name + " " + n).toList();
    return new Fixture(name, model, new Batch(inputs, model.labels(inputs), ids));
  }

  @Override
  public String toString() {
    return name;
  }
}
