package org.gauntletml.attacks;

/**
 * An adversarial point nearer to its example than all before it.
 *
 * @param query the number of the query that found it among its example's, from 1
 * @param distance norm of its perturbation
 */
public record Improvement(long query, double distance) {}
