package org.gauntletml.harness.evaluation;

/**
 * One adversarial example, kept.
 *
 * @param attack place of the attack in the run
 * @param example place of the example in the run
 * @param point its features, flat, exactly as the model was asked
 */
public record Evidence(int attack, int example, float[] point) {}
