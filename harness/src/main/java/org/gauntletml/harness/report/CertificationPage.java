package org.gauntletml.harness.report;

import java.util.List;
import java.util.Locale;
import org.gauntletml.harness.certification.Certification;

/** Everything the page of a certification shows, for its template. */
record CertificationPage(
    String style, Certification result, List<CertifiedRow> rows, CurveChart chart) {
  static CertificationPage of(Certification result, String style) {
    return new CertificationPage(style, result, CertifiedRow.of(result), CurveChart.of(result));
  }

  String averageRadius() {
    return decimal(result.averageRadius());
  }

  String largestRadius() {
    return decimal(result.largestRadius());
  }

  String confidence() {
    return Figures.number(100 * (1 - CertifiedRow.RHO));
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
