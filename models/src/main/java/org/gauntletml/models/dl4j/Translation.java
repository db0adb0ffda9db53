package org.gauntletml.models.dl4j;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network written as a graph: input {@code x} of the classifier's input shape, output {@code
 * logits [N, classes]}, parameters {@code layer/key}.
 */
final class Translation {
  static final String INPUT = "x";
  static final String LOGITS = "logits";

  private final Graph graph;
  private final ParameterSlices parameters;

  private Translation(Graph graph, ParameterSlices parameters) {
    this.graph = graph;
    this.parameters = parameters;
  }

  /**
   * @param form of the network's logits
   * @throws Untranslatable naming the first vertex that has no translation
   */
  static Translation of(InferenceGraph network, Entrance entrance, LogitForm form) {
    GraphBuilder b = new GraphBuilder();
    ParameterSlices parameters = new ParameterSlices(network.graph(), network.graph().params());
    Map<String, Flow> flows = new HashMap<>();
    flows.put(network.input(), entrance.flow(b.at(INPUT), INPUT));
    for (String name : network.order()) {
      GraphVertex vertex = network.vertex(name);
      List<Flow> inputs = network.inputsOf(name).stream().map(flows::get).toList();
      try {
        flows.put(name, VertexTable.translate(new Scope(b, parameters, name), vertex, inputs));
      } catch (Untranslatable | BadInput why) {
        throw new Untranslatable(
            "layer " + name + " (" + network.kind(name) + "): " + why.getMessage());
      }
    }
    b.at(LOGITS);
    Flow output = Objects.requireNonNull(flows.get(network.output()));
    Node scores = b.flatten(output.plain(b));
    Node logits = form.classes() == scores.shape().dim(1) ? scores : b.pad(scores, 1, 1, 0);
    return new Translation(b.output(LOGITS, logits).build(), parameters);
  }

  Graph graph() {
    return graph;
  }

  /**
   * The graph's parameters.
   *
   * @param values a parameter vector of the translated network's layout
   */
  Map<String, Tensor> parameters(INDArray values) {
    return parameters.read(values);
  }
}
