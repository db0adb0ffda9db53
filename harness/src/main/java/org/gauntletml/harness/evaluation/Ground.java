package org.gauntletml.harness.evaluation;

import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.FeatureSpace;
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
   */
  static Ground of(Dataset examples, InputSpec input) {
    Features features = examples.features();
    if (features == null) {
      return new Ground(
          SearchSpace.everywhere(input),
          new Batch(examples.inputs(), examples.labels(), examples.ids()));
    }
    FeatureSpace space = new FeatureSpace(features, examples.inputs());
    return new Ground(space, new Batch(space.originals(), examples.labels(), examples.ids()));
  }
}
