package org.gauntletml.models.graph;

import java.util.List;
import org.gauntletml.models.BadInput;

/**
 * What an operation is applied to, while its result's type is inferred: knows the node's name, so
 * that a refusal says which node.
 */
public final class Arguments {
  private final String who;
  private final List<ValueType> types;

  Arguments(String who, List<ValueType> types) {
    this.who = who;
    this.types = types;
  }

  public int count() {
    return types.size();
  }

  public Shape shape(int i) {
    return types.get(i).shape();
  }

  public ElementType element(int i) {
    return types.get(i).element();
  }

  /** Refuses another number of arguments. */
  public Arguments expect(int min, int max) {
    return require(
        count() >= min && count() <= max,
        (min == max ? String.valueOf(min) : min + " to " + max) + " inputs");
  }

  /** Refuses arguments that are not reals. */
  public Arguments reals(int min, int max) {
    expect(min, max);
    return require(
        types.stream().allMatch(t -> t.element() == ElementType.REAL), "inputs that are reals");
  }

  /**
   * Refuses unless {@code holds}.
   *
   * @throws BadInput naming the node, what it expected and the types it got
   */
  public Arguments require(boolean holds, String expected) {
    if (!holds) {
      throw BadInput.of(who, expected, types);
    }
    return this;
  }

  /** Shape of all arguments broadcast against each other (NumPy's rule). */
  public Shape broadcast() {
    Shape result = Shape.of();
    for (ValueType type : types) {
      result = broadcast(result, type.shape());
    }
    return result;
  }

  /** Shape of two values broadcast against each other. */
  public Shape broadcast(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    long[] dims = new long[rank];
    for (int i = 1; i <= rank; i++) {
      long p = i <= a.rank() ? a.dim(-i) : 1;
      long q = i <= b.rank() ? b.dim(-i) : 1;
      require(p == q || p == 1 || q == 1, "shapes that broadcast against each other");
      dims[rank - i] = p == 1 ? q : p;
    }
    return Shape.of(dims);
  }
}
