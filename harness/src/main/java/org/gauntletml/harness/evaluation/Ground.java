package org.gauntletml.harness.evaluation;

import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.FeatureSpace;
import org.gauntletml.attacks.Known;
import org.gauntletml.attacks.SearchSpace;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.tabular.Features;

/**
 * Where attacks search around some examples.
 *
 * @param batch the examples in the coordinates of {@code space}
 */
record Ground(SearchSpace space, Batch batch) {
  /**
   * What the examples' features allow; everywhere among the model's inputs if none are declared.
   *
   * @param all examples of the run, which the adversary knows, so that neighbours in a batch do not
   *     matter
   */
  static Ground of(Dataset examples, Dataset all, InputSpec input) {
    Features features = examples.features();
    if (features == null) {
      Known known = new Known(all.inputs(), all.labels());
      return new Ground(
          SearchSpace.everywhere(input),
          new Batch(examples.inputs(), examples.labels(), examples.ids(), known));
    }
    FeatureSpace space = new FeatureSpace(features, examples.inputs());
    Known known = new Known(new FeatureSpace(features, all.inputs()).originals(), all.labels());
    return new Ground(
        space, new Batch(space.originals(), examples.labels(), examples.ids(), known));
  }
}
