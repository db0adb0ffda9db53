package org.gauntletml.harness.report;

import java.io.OutputStream;
import java.util.List;
import org.gauntletml.harness.certification.Certification;
import org.gauntletml.harness.certification.CertifiedExample;

/**
 * {@code certificate.json}: a certification for programs. Radii are L2, in input units.
 *
 * @param schemaVersion rises when a reader of the version before would stumble
 * @param rho probability that a guaranteed share is too large
 */
record CertificationJson(
    int schemaVersion,
    double alpha,
    double rho,
    double largestRadius,
    double averageRadius,
    JsonReport.Share abstained,
    List<Within> accuracy,
    List<CertifiedExample> examples,
    JsonReport.Origin provenance) {
  static CertificationJson of(Certification result) {
    return new CertificationJson(
        1,
        result.alpha(),
        CertifiedRow.RHO,
        result.largestRadius(),
        result.averageRadius(),
        JsonReport.Share.of(result.abstained()),
        result.radii().stream().map(radius -> Within.of(result, radius)).toList(),
        result.examples(),
        JsonReport.Origin.of(result.provenance()));
  }

  /** Writes it as UTF-8 and closes {@code out}. */
  void write(OutputStream out) {
    JsonReport.MAPPER.writeValue(out, this);
  }

  /**
   * Certified accuracy within one radius.
   *
   * @param linf the L-inf radius it implies
   */
  record Within(double radius, double linf, JsonReport.Share certified, double guaranteed) {
    static Within of(Certification result, double radius) {
      return new Within(
          radius,
          result.linf(radius),
          JsonReport.Share.of(result.accuracy(radius)),
          result.guaranteed(radius, CertifiedRow.RHO));
    }
  }
}
