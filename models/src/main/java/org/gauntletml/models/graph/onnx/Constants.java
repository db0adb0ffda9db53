package org.gauntletml.models.graph.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.ElementType;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.Leaf;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The constants that a graph's other nodes read, computed from its parameters: once, and again
 * after the parameters changed.
 */
final class Constants implements AutoCloseable {
  private final Set<Node> roots = new LinkedHashSet<>();
  private final Map<String, Tensor> parameters = new HashMap<>();
  private final Set<Node> needed = new LinkedHashSet<>();
  private final @Nullable OrtSession session;

  Constants(Graph graph) throws OrtException {
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Leaf.Constant leaf && !leaf.literal()) {
        parameters.put(node.name(), leaf.value());
      }
      if (!node.isConstant()) {
        node.inputs().stream().filter(Node::isConstant).forEach(roots::add);
      }
    }
    graph.outputs().values().stream().filter(Node::isConstant).forEach(roots::add);
    Map<String, Node> computed = new LinkedHashMap<>();
    roots.stream().filter(n -> !(n.op() instanceof Leaf)).forEach(n -> computed.put(n.name(), n));
    session = computed.isEmpty() ? null : open(Graph.of(List.of(), computed));
  }

  private OrtSession open(Graph graph) throws OrtException {
    Map<Node, @Nullable Tensor> given = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Leaf.Constant leaf && !leaf.literal()) {
        needed.add(node);
        given.put(node, null);
      }
    }
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setIntraOpNumThreads(1);
      return OrtEnvironment.getEnvironment()
          .createSession(OnnxExport.model(graph, given).toByteArray(), options);
    }
  }

  /** Takes new values of some parameters. */
  void set(Map<String, Tensor> changed) {
    changed.forEach(
        (name, value) -> {
          Tensor known = parameters.get(name);
          if (known == null) {
            throw BadInput.of("parameter '" + name + "'", "one of " + parameters.keySet(), name);
          }
          if (!known.type().equals(value.type())) {
            throw BadInput.of("parameter '" + name + "'", known.type().toString(), value.type());
          }
        });
    parameters.putAll(changed);
  }

  /** The parameters as they are now. */
  Map<String, Tensor> parameters() {
    return parameters;
  }

  /** Value of every constant that another node reads. */
  Map<Node, Tensor> values() throws OrtException {
    Map<Node, Tensor> values = new LinkedHashMap<>();
    for (Node node : roots) {
      if (node.op() instanceof Leaf.Constant leaf) {
        values.put(node, leaf.literal() ? leaf.value() : parameter(node));
      }
    }
    if (session != null) {
      compute(session, values);
    }
    return values;
  }

  private Tensor parameter(Node node) {
    Tensor value = parameters.get(node.name());
    if (value == null) {
      throw new IllegalStateException("parameter '" + node.name() + "' has no value");
    }
    return value;
  }

  private void compute(OrtSession constants, Map<Node, Tensor> values) throws OrtException {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      for (Node node : needed) {
        inputs.put(node.name(), tensor(parameter(node)));
      }
      try (OrtSession.Result results = constants.run(inputs)) {
        for (Node node : roots) {
          if (!(node.op() instanceof Leaf)) {
            values.put(node, read((OnnxTensor) results.get(node.name()).orElseThrow()));
          }
        }
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(Tensor value) throws OrtException {
    OrtEnvironment env = OrtEnvironment.getEnvironment();
    return value.element() == ElementType.REAL
        ? OnnxTensor.createTensor(env, FloatBuffer.wrap(value.floats()), value.shape().dims())
        : OnnxTensor.createTensor(env, LongBuffer.wrap(value.longs()), value.shape().dims());
  }

  private static Tensor read(OnnxTensor tensor) {
    long[] shape = tensor.getInfo().getShape();
    FloatBuffer reals = tensor.getFloatBuffer();
    float[] values = new float[reals.remaining()];
    reals.get(values);
    return Tensor.of(values, shape);
  }

  @Override
  public void close() throws OrtException {
    if (session != null) {
      session.close();
    }
  }
}
