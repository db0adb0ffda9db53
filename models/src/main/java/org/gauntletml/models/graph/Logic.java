package org.gauntletml.models.graph;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Comparisons, truth values and the choice between two reals. Only the choice has a gradient. */
public sealed interface Logic extends Op {

  @Override
  default @Nullable Node vjp(GraphBuilder b, Node self, Node dy, int input) {
    return null;
  }

  /** A comparison of two reals with broadcasting. */
  sealed interface Comparison extends Logic {
    @Override
    default ValueType infer(Arguments arguments) {
      arguments.reals(2, 2);
      return new ValueType(ElementType.BOOLEAN, arguments.broadcast());
    }
  }

  /** {@code x > y}. */
  record Greater() implements Comparison {}

  /** {@code x >= y}. */
  record GreaterOrEqual() implements Comparison {}

  /** {@code x < y}. */
  record Less() implements Comparison {}

  /** {@code x <= y}. */
  record LessOrEqual() implements Comparison {}

  /** {@code x == y}, exactly. */
  record Equal() implements Comparison {}

  /** A connective of two truth values with broadcasting. */
  sealed interface Connective extends Logic {
    @Override
    default ValueType infer(Arguments arguments) {
      arguments.expect(2, 2);
      arguments.require(
          arguments.element(0) == ElementType.BOOLEAN
              && arguments.element(1) == ElementType.BOOLEAN,
          "two inputs that are boolean");
      return new ValueType(ElementType.BOOLEAN, arguments.broadcast());
    }
  }

  /** Both. */
  record And() implements Connective {}

  /** At least one. */
  record Or() implements Connective {}

  /** The opposite. */
  record Not() implements Logic {
    @Override
    public ValueType infer(Arguments arguments) {
      arguments.expect(1, 1);
      arguments.require(arguments.element(0) == ElementType.BOOLEAN, "an input that is boolean");
      return new ValueType(ElementType.BOOLEAN, arguments.shape(0));
    }
  }

  /** Truth values or integers as reals: true is 1. */
  record Cast() implements Logic {
    /** ONNX's number for single precision; an exporter in double precision writes 11. */
    private static final long FLOAT = 1;

    @Override
    public Map<String, Object> attributes() {
      return Map.of("to", FLOAT);
    }

    @Override
    public ValueType infer(Arguments arguments) {
      arguments.expect(1, 1);
      arguments.require(
          arguments.element(0) != ElementType.REAL, "an input that is boolean or integer");
      return ValueType.real(arguments.shape(0));
    }
  }

  /** The second input where the first (a truth value) holds, the third elsewhere. */
  record Where() implements Logic {
    @Override
    public ValueType infer(Arguments arguments) {
      arguments.expect(3, 3);
      arguments.require(
          arguments.element(0) == ElementType.BOOLEAN
              && arguments.element(1) == ElementType.REAL
              && arguments.element(2) == ElementType.REAL,
          "one boolean and two real inputs");
      return ValueType.real(arguments.broadcast());
    }

    @Override
    public Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      Node chosen = b.cast(self.input(0));
      Node mask = input == 1 ? chosen : b.sub(b.scalar(1), chosen);
      return b.sumTo(b.mul(dy, mask), self.input(input).shape());
    }
  }
}
