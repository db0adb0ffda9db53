package org.gauntletml.attacks.kit;

import java.util.Arrays;
import org.gauntletml.attacks.Norm;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Linearization;
import org.gauntletml.models.Logits;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Class 1 outside a sphere, class 0 inside: {@code z = (0, |x - centre|^2 - radius^2)}. The curved
 * model whose smallest adversarial perturbation has a closed form in every norm, since a convex
 * function is largest at a corner of the ball.
 */
public record SphereModel(InputSpec input, double centre, double radius)
    implements DifferentiableClassifier {
  @Override
  public int classes() {
    return 2;
  }

  /** The smallest perturbation that takes {@code x} from inside out of the sphere. */
  public double distance(Norm norm, double[] x) {
    double[] offsets = Arrays.stream(x).map(v -> Math.abs(v - centre)).sorted().toArray();
    double squares = Arrays.stream(offsets).map(v -> v * v).sum();
    double sum = Arrays.stream(offsets).sum();
    double missing = radius * radius - squares;
    double largest = offsets[offsets.length - 1];
    return switch (norm) {
      case L2 -> radius - Math.sqrt(squares);
      case L1 -> Math.sqrt(missing + largest * largest) - largest;
      case LINF -> (Math.sqrt(sum * sum + offsets.length * missing) - sum) / offsets.length;
      case L0 -> fewest(offsets, missing);
    };
  }

  private double fewest(double[] offsets, double missing) {
    double room = Math.max(input.upper() - centre, centre - input.lower());
    double gained = 0;
    int features = 0;
    while (gained <= missing) {
      gained += room * room - offsets[features] * offsets[features];
      features++;
    }
    return features;
  }

  @Override
  public Linearization linearize(INDArray x) {
    double[][] rows = Logits.rows(x.reshape('c', x.size(0), input.features()));
    float[][] z = new float[rows.length][2];
    for (int n = 0; n < rows.length; n++) {
      double squares = Arrays.stream(rows[n]).map(v -> (v - centre) * (v - centre)).sum();
      z[n][1] = (float) (squares - radius * radius);
    }
    INDArray logits = Nd4j.createFromArray(z);
    return new Linearization() {
      @Override
      public INDArray logits() {
        return logits;
      }

      @Override
      public INDArray pullback(INDArray dLogits) {
        double[][] cotangents = Logits.rows(dLogits);
        float[][] gradient = new float[rows.length][input.features()];
        for (int n = 0; n < rows.length; n++) {
          for (int i = 0; i < gradient[n].length; i++) {
            gradient[n][i] = (float) (2 * (rows[n][i] - centre) * cotangents[n][1]);
          }
        }
        return Nd4j.createFromArray(gradient).reshape('c', input.batch(rows.length));
      }

      @Override
      public void close() {}
    };
  }
}
