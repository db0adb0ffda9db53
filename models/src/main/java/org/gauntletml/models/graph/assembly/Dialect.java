package org.gauntletml.models.graph.assembly;

/**
 * How the operators of one file are meant.
 *
 * @param operatorSet version of the standard ONNX operators
 * @param fixedBatch batch size that the file was written for and that constants in it may repeat; 0
 *     where it is open
 */
public record Dialect(long operatorSet, long fixedBatch) {}
