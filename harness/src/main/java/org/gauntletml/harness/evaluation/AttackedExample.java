package org.gauntletml.harness.evaluation;

/**
 * What one attack did to one example.
 *
 * @param example its place among the run's examples
 * @param success whether an adversarial example was found inside the threat model <em>and</em> a
 *     fresh forward pass on its stored values confirmed it
 * @param prediction the model's class for the adversarial point, -1 where none was found
 * @param confidence softmax probability of that class, NaN where there is none
 * @param distance norm of the smallest adversarial perturbation found, infinite where none was; a
 *     minimum-norm search may find one beyond the threat model's epsilon, which is no success
 * @param queries forward passes spent on this example
 * @param gradientQueries backward passes spent on this example
 * @param firstSuccess the number of the query that first found an adversarial point inside the
 *     threat model, 0 without a success
 * @param trail how it got there
 */
public record AttackedExample(
    int example,
    boolean success,
    int prediction,
    double confidence,
    double distance,
    long queries,
    long gradientQueries,
    long firstSuccess,
    Trail trail) {

  /** Whether it was broken by one of the first so many queries. */
  public boolean brokenAfter(long queries) {
    return success && firstSuccess <= queries;
  }

  /**
   * This attack followed by another on the same example: the smaller of their perturbations, a
   * success before a failure, and the cost of both.
   */
  AttackedExample then(AttackedExample next) {
    boolean better = next.success == success ? next.distance < distance : next.success;
    AttackedExample best = better ? next : this;
    long first =
        firstSuccess > 0 ? firstSuccess : next.firstSuccess > 0 ? queries + next.firstSuccess : 0;
    return new AttackedExample(
        example,
        best.success,
        best.prediction,
        best.confidence,
        best.distance,
        queries + next.queries,
        gradientQueries + next.gradientQueries,
        first,
        trail.then(next.trail, queries));
  }
}
