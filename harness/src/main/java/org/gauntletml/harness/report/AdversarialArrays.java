package org.gauntletml.harness.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.gauntletml.harness.evaluation.AttackedExample;
import org.gauntletml.harness.evaluation.Evidence;
import org.gauntletml.harness.evaluation.Run;
import org.gauntletml.models.data.NpzWriter;

/**
 * {@code adversarial.npz}: the M adversarial examples of a run and what they were made from.
 *
 * <ul>
 *   <li>{@code adversarial}, {@code original}: float32 {@code [M, input...]}, exactly as the model
 *       was asked
 *   <li>{@code label}, {@code prediction}: int32 {@code [M]}, true class and class of the
 *       adversarial example
 *   <li>{@code example}, {@code attack}: int32 {@code [M]}, places in {@code examples.csv} and in
 *       the list of attacks of {@code report.json}, from 0
 * </ul>
 *
 * Of several models there is {@code model} too: int32 {@code [M]}, place in the list of models of
 * {@code report.json}, from 0. The same run gives the same bytes.
 */
final class AdversarialArrays {
  private AdversarialArrays() {}

  private record Row(int model, Run run, Evidence evidence, AttackedExample attacked) {}

  /** Writes them and closes {@code out}. */
  static void write(List<Run> runs, OutputStream out) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int model = 0; model < runs.size(); model++) {
      Run run = runs.get(model);
      List<AttackedExample> attacked = run.attacked();
      for (int i = 0; i < attacked.size(); i++) {
        rows.add(new Row(model, run, run.evidence().get(i), attacked.get(i)));
      }
    }
    long[] shape = runs.get(0).data().spec().shape().stream().mapToLong(Long::longValue).toArray();
    try (NpzWriter npz = new NpzWriter(out)) {
      npz.put("adversarial", rows.stream().map(row -> row.evidence.point()).toList(), shape);
      npz.put(
          "original",
          rows.stream().map(row -> row.run.original(row.evidence.example())).toList(),
          shape);
      npz.put("label", ints(rows, row -> row.run.data().labels()[row.evidence.example()]));
      npz.put("prediction", ints(rows, row -> row.attacked.prediction()));
      npz.put("example", ints(rows, row -> row.evidence.example()));
      npz.put("attack", ints(rows, row -> row.evidence.attack()));
      if (runs.size() > 1) {
        npz.put("model", ints(rows, Row::model));
      }
    }
  }

  private static int[] ints(List<Row> rows, ToIntFunction<Row> value) {
    return rows.stream().mapToInt(value).toArray();
  }
}
