package org.gauntletml.models.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where values come from: the graph's inputs and its constants. */
public sealed interface Leaf extends Op {

  @Override
  default @Nullable Node vjp(GraphBuilder b, Node self, Node dy, int input) {
    throw new IllegalStateException(self.name() + " has no inputs");
  }

  /** A value given to every run. */
  record Input(ValueType type) implements Leaf {
    @Override
    public ValueType infer(Arguments arguments) {
      arguments.expect(0, 0);
      return type;
    }

    @Override
    public String print(String arguments) {
      return "input";
    }
  }

  /**
   * A value fixed when the graph is built.
   *
   * @param literal whether it belongs to the computation itself (a literal 0.5); otherwise it is a
   *     parameter, which a refresh can replace by name
   */
  record Constant(Tensor value, boolean literal) implements Leaf {
    /**
     * Whether it is one of the reals of {@link GraphBuilder#scalar}: a refresh cannot change it.
     */
    boolean isScalar() {
      return literal && value.shape().rank() == 0 && value.isDouble();
    }

    @Override
    public List<Tensor> operands() {
      return List.of(value);
    }

    @Override
    public ValueType infer(Arguments arguments) {
      arguments.expect(0, 0);
      return value.type();
    }

    @Override
    public String print(String arguments) {
      return (literal ? "constant " : "parameter ") + value;
    }
  }
}
