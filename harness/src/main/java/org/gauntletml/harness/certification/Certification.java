package org.gauntletml.harness.certification;

import java.util.ArrayList;
import java.util.List;
import org.gauntletml.harness.evaluation.CurvePoint;
import org.gauntletml.harness.evaluation.Provenance;
import org.gauntletml.harness.evaluation.Rate;

/**
 * Certified examples and what follows from them.
 *
 * @param examples in order
 * @param planned how many were to be certified; more than there are where the model stopped
 *     answering
 * @param radii to report certified accuracy at, L2, ascending, the first 0
 * @param alpha probability that one certificate is wrong
 * @param largestRadius that the number of draws can certify
 * @param features of one input
 * @param provenance where the figures come from
 */
public record Certification(
    List<CertifiedExample> examples,
    int planned,
    List<Double> radii,
    double alpha,
    double largestRadius,
    int features,
    Provenance provenance) {
  private static final int FINE = 48;

  public Certification {
    examples = List.copyOf(examples);
    radii = List.copyOf(radii);
  }

  /** What is missing, as a sentence; nothing where all is there. */
  public String missing() {
    return examples.size() == planned
        ? ""
        : ("The model stopped answering: only the first %d of %d examples are certified. The same"
                + " command goes on there.")
            .formatted(examples.size(), planned);
  }

  /** Share of all examples whose true class is guaranteed within {@code radius}. */
  public Rate accuracy(double radius) {
    int holds = (int) examples.stream().filter(e -> e.holdsWithin(radius)).count();
    return new Rate(holds, examples.size());
  }

  /** Share of all examples that no class was likely enough for. */
  public Rate abstained() {
    int silent = (int) examples.stream().filter(CertifiedExample::abstained).count();
    return new Rate(silent, examples.size());
  }

  /** Average certified radius: 0 for an example that is misclassified or abstained on. */
  public double averageRadius() {
    return examples.stream()
        .mapToDouble(e -> e.holdsWithin(0) ? e.radius() : 0)
        .average()
        .orElse(0);
  }

  /**
   * Lower bound on the share of <em>these</em> examples that really are robust within {@code
   * radius}, which holds with probability {@code 1 - rho} over all draws together. Each certificate
   * may be wrong with probability alpha; Bernstein's inequality bounds how many are (Cohen et al.
   * 2019, arXiv 1902.02918, and the analysis in its authors' code).
   */
  public double guaranteed(double radius, double rho) {
    double examined = examples.size();
    double inverse = Math.log(1 / rho);
    double bound =
        accuracy(radius).value()
            - alpha
            - Math.sqrt(alpha * (1 - alpha) * inverse / examined)
            - inverse / (3 * examined);
    return Math.max(0, bound);
  }

  /** The L-inf radius that an L2 radius implies. */
  public double linf(double radius) {
    return radius / Math.sqrt(features);
  }

  /** Certified accuracy from 0 to the largest radius, fine enough to draw. */
  public List<CurvePoint> curve() {
    List<CurvePoint> points = new ArrayList<>();
    for (int i = 0; i <= FINE; i++) {
      double radius = largestRadius * i / FINE;
      points.add(new CurvePoint(radius, accuracy(radius)));
    }
    return points;
  }

  /** Multiples of a quarter, halved or doubled so that there are neither too few nor too many. */
  public static List<Double> roundRadii(double largestRadius) {
    double step = 0.25;
    while (largestRadius < 3 * step) {
      step /= 2;
    }
    while (largestRadius > 12 * step) {
      step *= 2;
    }
    List<Double> radii = new ArrayList<>();
    for (int i = 0; i * step <= largestRadius; i++) {
      radii.add(i * step);
    }
    return radii;
  }
}
