package org.gauntletml.harness.report;

import java.util.List;
import java.util.Locale;
import org.gauntletml.harness.certification.Certification;
import org.gauntletml.harness.evaluation.Rate;

/** What is certified within one radius, as text. */
record CertifiedRow(
    String radius, String linf, String accuracy, String interval, String guaranteed) {
  /** Probability that the guaranteed share is too large. */
  static final double RHO = 0.001;

  static List<CertifiedRow> of(Certification result) {
    return result.radii().stream().map(radius -> of(result, radius)).toList();
  }

  private static CertifiedRow of(Certification result, double radius) {
    Rate rate = result.accuracy(radius);
    return new CertifiedRow(
        Figures.number(radius),
        Figures.number(result.linf(radius)),
        Figures.percent(rate),
        Figures.interval(rate),
        String.format(Locale.ROOT, "%.1f", 100 * result.guaranteed(radius, RHO)));
  }
}
