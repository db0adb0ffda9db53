package org.gauntletml.harness.report;

import java.util.Locale;
import org.gauntletml.harness.certification.Certification;

/** The result of a certification as printable ASCII of at most 80 columns. */
public final class CertificationText {
  private static final int WIDTH = 80;

  private CertificationText() {}

  /** The report, every line ended. */
  public static String render(Certification result) {
    TextTable table =
        new TextTable(WIDTH)
            .number("\nL2 radius")
            .number("implied\nLinf")
            .number("certified\n%")
            .number("\n95% CI")
            .number("guaranteed\n%");
    for (CertifiedRow row : CertifiedRow.of(result)) {
      table.row(row.radius(), row.linf(), row.accuracy(), row.interval(), row.guaranteed());
    }
    String text =
        """
        certified: share of all %d examples whose true class is guaranteed within the
        radius. 95%% CI: Wilson interval for the population they were drawn from.
        guaranteed: what holds of these examples with probability %s%% over all draws.
        average certified radius %s; abstained on %s%%; no radius above %s can be
        certified with so many draws.
        """;
    String missing = result.missing().isEmpty() ? "" : ConsoleReport.paragraph(result.missing());
    return table
        + System.lineSeparator()
        + missing
        + text.formatted(
                result.examples().size(),
                Figures.number(100 * (1 - CertifiedRow.RHO)),
                String.format(Locale.ROOT, "%.3f", result.averageRadius()),
                Figures.percent(result.abstained()),
                String.format(Locale.ROOT, "%.3f", result.largestRadius()))
            .replace("\n", System.lineSeparator());
  }
}
