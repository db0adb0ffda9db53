package org.gauntletml.harness.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gauntletml.models.NoAnswer;
import org.gauntletml.models.data.Dataset;
import org.jspecify.annotations.Nullable;

/**
 * An evaluation that was run.
 *
 * @param data the examples attacked, in the order of {@link RunRecord#examples()}
 * @param evidence the adversarial examples: one per success, by attack and example
 * @param stopped why the model could not be asked any more, so that only what was finished before
 *     is here; null where all is
 */
public record Run(
    RunRecord record, Dataset data, List<Evidence> evidence, @Nullable NoAnswer stopped) {
  /** One that came to its end. */
  public Run(RunRecord record, Dataset data, List<Evidence> evidence) {
    this(record, data, evidence, null);
  }

  /**
   * @throws NoAnswer if the model could not be asked to the end
   */
  public void requireComplete() {
    if (stopped != null) {
      throw stopped;
    }
  }

  private record Place(int attack, int example) {}

  /**
   * Features of an example as it was before any attack, flat.
   *
   * @param example its place in the run
   */
  public float[] original(int example) {
    int features = data.spec().features();
    float[] values = new float[features];
    data.inputs().data().asNioFloat().get(example * features, values);
    return values;
  }

  /**
   * What is recorded of each piece of evidence, in the same order.
   *
   * @throws NullPointerException if there is evidence for what no attack did
   */
  public List<AttackedExample> attacked() {
    Map<Place, AttackedExample> attacked = new HashMap<>();
    for (int attack = 0; attack < record.attacks().size(); attack++) {
      for (AttackedExample example : record.attacks().get(attack).examples()) {
        attacked.put(new Place(attack, example.example()), example);
      }
    }
    return evidence.stream()
        .map(each -> new Place(each.attack(), each.example()))
        .map(place -> Objects.requireNonNull(attacked.get(place), place::toString))
        .toList();
  }
}
