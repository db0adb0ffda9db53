package org.gauntletml.harness.report;

import java.io.OutputStream;
import java.util.List;
import java.util.stream.IntStream;
import org.gauntletml.harness.evaluation.Comparison;
import org.gauntletml.harness.evaluation.PairedDifference;

/**
 * {@code report.json} of several models: a report for each, and how they differ.
 *
 * @param schemaVersion as that of {@link JsonReport}
 * @param models in the order they were named
 * @param differences of every model but the first from the first
 */
record JsonComparison(int schemaVersion, List<JsonReport> models, List<Difference> differences) {
  static JsonComparison of(Comparison comparison) {
    return new JsonComparison(
        JsonReport.SCHEMA_VERSION,
        comparison.records().stream().map(JsonReport::of).toList(),
        IntStream.range(1, comparison.runs().size())
            .mapToObj(
                model ->
                    new Difference(
                        model,
                        0,
                        Paired.of(comparison.clean(model)),
                        Paired.of(comparison.robust(model))))
            .toList());
  }

  /** Writes it as UTF-8 and closes {@code out}. */
  void write(OutputStream out) {
    JsonReport.MAPPER.writeValue(out, this);
  }

  /**
   * What a model has more of than another.
   *
   * @param model its place in the list
   * @param than place of the other
   */
  record Difference(int model, int than, Paired cleanAccuracy, Paired robustAccuracy) {}

  record Paired(
      int both,
      int gained,
      int lost,
      int neither,
      double value,
      double low,
      double high,
      double p) {
    static Paired of(PairedDifference d) {
      return new Paired(
          d.both(), d.gained(), d.lost(), d.neither(), d.value(), d.low(), d.high(), d.pValue());
    }
  }
}
