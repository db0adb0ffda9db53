package org.gauntletml.models.graph;

/**
 * Marks the operations that add up over the examples of a batch. All others treat each example by
 * itself, so that a graph without these answers the same for an example in any company.
 */
public sealed interface AcrossBatch permits Linear.BatchProduct, Reduction.BatchSum {}
