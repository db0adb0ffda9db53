package org.gauntletml.models.graph.assembly;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.gauntletml.models.graph.Node;

/** The ONNX operators that can be spelt with the graph's primitives. */
final class Vocabulary {
  static final Map<String, Operator> OPERATORS = Map.copyOf(new Vocabulary().operators);

  private final Map<String, Operator> operators = new HashMap<>();

  private Vocabulary() {
    ElementwiseOperators.register(this);
    ProductOperators.register(this);
    WindowOperators.register(this);
    ReductionOperators.register(this);
    ShapeOperators.register(this);
    SliceOperators.register(this);
    LayoutOperators.register(this);
    ResizeOperators.register(this);
    QuantizationOperators.register(this);
  }

  /** An operator with one result. */
  void add(String name, Set<String> attributes, Function<Call, Node> build) {
    operators.put(name, new Operator(attributes, call -> List.of(build.apply(call))));
  }

  /** An operator with several results. */
  void several(String name, Set<String> attributes, Function<Call, List<Node>> build) {
    operators.put(name, new Operator(attributes, build));
  }
}
