package org.gauntletml.models.dl4j;

import java.nio.FloatBuffer;
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

  /** Before the name of a parameter: the output that tells its step. */
  private static final String STEP = "step/";

  /** What a network is translated for. */
  enum Mode {
    /** Each example by itself: batch normalisation on its running statistics. */
    INFERENCE,
    /** Batch normalisation on the batch; the steps of its statistics are further outputs. */
    TRAINING
  }

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
  static Translation of(InferenceGraph network, Entrance entrance, LogitForm form, Mode mode) {
    GraphBuilder b = new GraphBuilder();
    ParameterSlices parameters = new ParameterSlices(network.graph(), network.graph().params());
    Map<String, Flow> flows = new HashMap<>();
    flows.put(network.input(), entrance.flow(b.at(INPUT), INPUT));
    for (String name : network.order()) {
      GraphVertex vertex = network.vertex(name);
      List<Flow> inputs = network.inputsOf(name).stream().map(flows::get).toList();
      try {
        flows.put(
            name, VertexTable.translate(new Scope(b, parameters, name, mode), vertex, inputs));
      } catch (Untranslatable | BadInput why) {
        throw new Untranslatable(
            "layer " + name + " (" + network.kind(name) + "): " + why.getMessage());
      }
    }
    b.at(LOGITS);
    Flow output = Objects.requireNonNull(flows.get(network.output()));
    Node scores = b.flatten(output.plain(b));
    Node logits = form.classes() == scores.shape().dim(1) ? scores : b.pad(scores, 1, 1, 0);
    b.output(LOGITS, logits);
    parameters.followed().forEach((name, step) -> b.output(STEP + name, step));
    return new Translation(b.build(), parameters);
  }

  Graph graph() {
    return graph;
  }

  /**
   * Puts derivatives by parameters where the network's own vector of derivatives has them.
   *
   * @param slopes by parameter, in the shapes of the graph's parameters
   */
  void gather(Map<String, INDArray> slopes, FloatBuffer into) {
    parameters.gather(slopes::get, into);
  }

  /** As {@link #gather}: what the outputs besides the logits tell. */
  void gatherSteps(Map<String, INDArray> outputs, FloatBuffer into) {
    parameters.gather(name -> outputs.get(STEP + name), into);
  }

  /** Where each parameter lies in the network's vector. */
  List<ParameterSlices.Slice> slices() {
    return parameters.slices();
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
