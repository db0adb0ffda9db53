package org.gauntletml.harness.evaluation;

import java.util.List;
import org.gauntletml.models.data.Dataset;

/**
 * A finished evaluation.
 *
 * @param data the examples attacked, in the order of {@link RunRecord#examples()}
 * @param evidence the adversarial examples, by attack and example
 */
public record Run(RunRecord record, Dataset data, List<Evidence> evidence) {}
