package org.gauntletml.models.samediff;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.ReduceOp;
import org.nd4j.linalg.api.ops.ScalarOp;

/** An operation of a SameDiff graph, with its arguments. */
record Operation(SameDiffOp made, DifferentialFunction function) {
  static Operation of(SameDiffOp op) {
    return new Operation(op, op.getOp());
  }

  String name() {
    return made.getName();
  }

  /** What SameDiff calls this kind of operation. */
  String kind() {
    return function.opName();
  }

  List<String> inputs() {
    return made.getInputsToOp() == null ? List.of() : made.getInputsToOp();
  }

  List<String> outputs() {
    return made.getOutputsOfOp() == null ? List.of() : made.getOutputsOfOp();
  }

  /** Integer arguments; empty for operations of the older kinds. */
  long[] integers() {
    return function instanceof CustomOp custom ? custom.iArgs() : new long[0];
  }

  long integer(int i, long missing) {
    long[] all = integers();
    return i < all.length ? all[i] : missing;
  }

  double real(int i, double missing) {
    double[] all = function instanceof CustomOp custom ? custom.tArgs() : new double[0];
    return i < all.length ? all[i] : missing;
  }

  boolean flag(int i) {
    boolean[] all = function instanceof CustomOp custom ? custom.bArgs() : new boolean[0];
    return i < all.length && all[i];
  }

  /** The number that an operation with a scalar works with; null for the others. */
  @Nullable Double scalar() {
    INDArray scalar = function instanceof ScalarOp op ? op.scalar() : null;
    return scalar == null ? null : scalar.getDouble(0);
  }

  /** Axes that are folded, and whether they stay with size 1; null for other operations. */
  long @Nullable [] axes() {
    return function instanceof ReduceOp op && op.dimensions() != null
        ? op.dimensions().toLongVector()
        : null;
  }

  boolean keepsAxes() {
    return function instanceof ReduceOp op && op.isKeepDims();
  }
}
