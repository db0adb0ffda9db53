package org.gauntletml.harness.evaluation;

/**
 * Worst case over all attacks at one epsilon.
 *
 * @param epsilon in input units; 0 is clean accuracy
 * @param robust examples that no attack broke within epsilon
 */
public record CurvePoint(double epsilon, Rate robust) {}
