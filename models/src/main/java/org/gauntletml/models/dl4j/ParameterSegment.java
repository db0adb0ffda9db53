package org.gauntletml.models.dl4j;

import java.util.Arrays;

/** Part of the parameter vector of a network in training: a weight matrix, a kernel, a bias. */
public record ParameterSegment(int offset, int length, long[] shape) {
  /** Whether it is weights or a kernel, not a vector. */
  public boolean isMatrix() {
    return Arrays.stream(shape).filter(d -> d > 1).count() > 1;
  }
}
