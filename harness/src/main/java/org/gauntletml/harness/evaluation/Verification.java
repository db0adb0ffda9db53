package org.gauntletml.harness.evaluation;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.gauntletml.attacks.Criterion;
import org.gauntletml.attacks.Rows;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.LabelOracle;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.tabular.Features;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A second look that trusts nobody: fresh forward passes on the stored values of recorded
 * adversarial examples, and their box and norm measured again.
 */
record Verification(LabelOracle model, ThreatModel threat) {
  /**
   * What the second look saw.
   *
   * @param distance of an adversarial example that holds, else infinite
   * @param violation what is wrong with what was recorded, or null
   */
  record Verdict(int prediction, double confidence, double distance, @Nullable String violation) {
    /** Nothing was recorded, and nothing is wrong. */
    static final Verdict NOTHING = new Verdict(-1, Double.NaN, Double.POSITIVE_INFINITY, null);

    static Verdict wrong(String violation) {
      return new Verdict(-1, Double.NaN, Double.POSITIVE_INFINITY, violation);
    }
  }

  /**
   * Looks at one adversarial point per example of {@code data}, in order.
   *
   * @param goal what they were to reach
   */
  List<Verdict> look(Dataset data, Criterion goal, List<float[]> found) {
    float[][] points = found.toArray(float[][]::new);
    INDArray x = Nd4j.createFromArray(points).reshape('c', data.spec().batch(points.length));
    try {
      data.spec().check("verification", x);
    } catch (BadInput outside) {
      return Collections.nCopies(
          points.length, Verdict.wrong(String.valueOf(outside.getMessage())));
    }
    double[] distances = distances(data, x, points);
    Predictions seen = Predictions.of(model, x);
    int[] met = new int[points.length];
    for (int vote = 0; vote < threat.votes(); vote++) {
      int[] labels = vote == 0 ? seen.labels() : model.labels(x);
      for (int n = 0; n < labels.length; n++) {
        met[n] += goal.met(n, data.labels()[n], labels[n]) ? 1 : 0;
      }
    }
    List<Optional<String>> broken = broken(data, points);
    return IntStream.range(0, points.length)
        .mapToObj(
            n ->
                broken.get(n).isPresent()
                    ? Verdict.wrong(broken.get(n).get())
                    : 2 * met[n] > threat.votes()
                        ? new Verdict(seen.labels()[n], seen.confidences()[n], distances[n], null)
                        : Verdict.wrong(
                            "a fresh forward pass gives class "
                                + seen.labels()[n]
                                + ", which is no success"))
        .toList();
  }

  /** In shares of the features' widths where features are declared, else as the model is asked. */
  private double[] distances(Dataset data, INDArray x, float[][] points) {
    Features features = data.features();
    if (features == null) {
      return threat.norm().distances(x, data.inputs());
    }
    float[][] originals = Rows.floats(data.inputs());
    double[] distances = new double[points.length];
    Arrays.setAll(distances, n -> threat.norm().sizeOf(features.change(originals[n], points[n])));
    return distances;
  }

  /** What each point does to its example that the features' declaration does not allow. */
  private static List<Optional<String>> broken(Dataset data, float[][] points) {
    Features features = data.features();
    if (features == null) {
      return Collections.nCopies(points.length, Optional.empty());
    }
    float[][] originals = Rows.floats(data.inputs());
    return IntStream.range(0, points.length)
        .mapToObj(n -> features.violation(originals[n], points[n]))
        .toList();
  }
}
