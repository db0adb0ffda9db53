package org.gauntletml.models;

/**
 * An oracle made out of a model of some framework. It can tell what it is, and compare itself with
 * what it was made of.
 */
public interface WrappedModel extends LabelOracle {
  /** Of the model as it was wrapped. */
  ModelDescription description();

  /**
   * Compares answers with those of the original as it is now, and gradients, where there are any,
   * with finite differences in double precision. Wrapping did so already.
   *
   * @param seed of the points and directions
   */
  SelfCheck check(long seed);
}
