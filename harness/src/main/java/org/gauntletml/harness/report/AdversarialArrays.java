package org.gauntletml.harness.report;

import java.io.IOException;
import java.io.OutputStream;
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
 * The same run gives the same bytes.
 */
final class AdversarialArrays {
  private AdversarialArrays() {}

  /** Writes them and closes {@code out}. */
  static void write(Run run, OutputStream out) throws IOException {
    List<Evidence> evidence = run.evidence();
    long[] shape = run.data().spec().shape().stream().mapToLong(Long::longValue).toArray();
    try (NpzWriter npz = new NpzWriter(out)) {
      npz.put("adversarial", evidence.stream().map(Evidence::point).toList(), shape);
      npz.put(
          "original", evidence.stream().map(each -> run.original(each.example())).toList(), shape);
      npz.put("label", ints(evidence, each -> run.data().labels()[each.example()]));
      npz.put("prediction", ints(run.attacked(), AttackedExample::prediction));
      npz.put("example", ints(evidence, Evidence::example));
      npz.put("attack", ints(evidence, Evidence::attack));
    }
  }

  private static <T> int[] ints(List<T> from, ToIntFunction<T> value) {
    return from.stream().mapToInt(value).toArray();
  }
}
