package org.gauntletml.models.graph.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.ElementType;
import org.gauntletml.models.graph.Folding;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.Leaf;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The constants that the rest of a graph reads, computed from its parameters: once, and again after
 * parameters changed.
 */
final class Constants implements AutoCloseable {
  private final Folding folding;
  private final List<Node> folded;
  private final Map<String, Leaf.Constant> leaves = new HashMap<>();
  private final Map<String, Tensor> values = new HashMap<>();
  private final Map<String, NativeTensor> held = new HashMap<>();
  private final Map<String, OnnxTensor> places = new HashMap<>();
  private final Set<String> unsettled = ConcurrentHashMap.newKeySet();
  private final @Nullable OrtSession session;

  Constants(Graph graph) throws OrtException {
    folding = Folding.of(graph);
    List<Node> inputs = folding.main().inputs();
    folded = inputs.subList(graph.inputs().size(), inputs.size());
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Leaf.Constant leaf) {
        leaves.put(node.name(), leaf);
        values.put(node.name(), leaf.value());
      }
    }
    session = folding.constants().isPresent() ? open(folding.constants().get()) : null;
  }

  private static OrtSession open(Graph constants) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setIntraOpNumThreads(1);
      return OrtEnvironment.getEnvironment()
          .createSession(OnnxExport.model(constants, Map.of()).toByteArray(), options);
    }
  }

  /** The graph without the computation of its constants, which are further inputs. */
  Graph main() {
    return folding.main();
  }

  /**
   * The real constants of {@link #main} as native memory that {@link #settle} writes. Parameters
   * that are used as they are, are written straight into it.
   */
  Map<Node, OnnxTensor> hold() throws OrtException {
    Map<Node, OnnxTensor> all = new LinkedHashMap<>();
    for (Node node : main().nodes()) {
      if (node.op() instanceof Leaf.Constant && node.type().element() == ElementType.REAL) {
        all.put(node, leafTensor(node.name()));
      }
    }
    for (Node node : folding.constants().map(Graph::inputs).orElse(List.of())) {
      leafTensor(node.name());
    }
    for (Node node : folded) {
      if (node.type().element() == ElementType.REAL) {
        NativeTensor place = NativeTensor.of(node.shape());
        places.put(node.name(), place.tensor());
        all.put(node, place.tensor());
      }
    }
    compute();
    return all;
  }

  private OnnxTensor leafTensor(String name) throws OrtException {
    NativeTensor known = held.get(name);
    if (known != null) {
      return known.tensor();
    }
    NativeTensor fresh = NativeTensor.copy(value(name));
    held.put(name, fresh);
    return fresh.tensor();
  }

  /** Takes new values of some parameters; writing and deriving from them waits for a run. */
  void refresh(Map<String, Tensor> changed) {
    set(changed);
    unsettled.addAll(changed.keySet());
  }

  /** Brings what {@link #hold} gave out up to date with the parameters. For any thread. */
  void settle() throws OrtException {
    if (!unsettled.isEmpty()) {
      synchronized (places) {
        if (!unsettled.isEmpty()) {
          for (String name : unsettled) {
            NativeTensor memory = held.get(name);
            if (memory != null) {
              memory.put(value(name));
            }
          }
          compute();
          unsettled.clear();
        }
      }
    }
  }

  private void compute() throws OrtException {
    if (session != null && !places.isEmpty()) {
      Map<String, OnnxTensor> inputs = new HashMap<>();
      for (Node node : folding.constants().orElseThrow().inputs()) {
        inputs.put(node.name(), leafTensor(node.name()));
      }
      session.run(inputs, Set.of(), places).close();
    }
  }

  /** Takes new values of some parameters. */
  void set(Map<String, Tensor> changed) {
    changed.forEach(
        (name, value) -> {
          Leaf.Constant leaf = leaves.get(name);
          if (leaf == null || leaf.literal()) {
            throw BadInput.of("refresh", "a parameter of the graph", "'" + name + "'");
          }
          if (!leaf.value().type().equals(value.type())) {
            throw BadInput.of(
                "refresh of '" + name + "'", leaf.value().type().toString(), value.type());
          }
        });
    values.putAll(changed);
  }

  /** The parameters as they are now. */
  Map<String, Tensor> parameters() {
    Map<String, Tensor> parameters = new HashMap<>(values);
    parameters.keySet().removeIf(name -> leaf(name).literal());
    return parameters;
  }

  /** Value of every constant of {@link #main}. */
  Map<Node, Tensor> values() throws OrtException {
    Map<Node, Tensor> all = new LinkedHashMap<>();
    for (Node node : main().nodes()) {
      if (node.op() instanceof Leaf.Constant) {
        all.put(node, value(node.name()));
      }
    }
    if (session != null) {
      compute(session, all);
    }
    return all;
  }

  private Leaf.Constant leaf(String name) {
    Leaf.Constant leaf = leaves.get(name);
    if (leaf == null) {
      throw new IllegalStateException("no constant '" + name + "'");
    }
    return leaf;
  }

  private Tensor value(String name) {
    Tensor value = values.get(name);
    return value == null ? leaf(name).value() : value;
  }

  private void compute(OrtSession constants, Map<Node, Tensor> all) throws OrtException {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      for (Node node : folding.constants().orElseThrow().inputs()) {
        inputs.put(node.name(), tensor(value(node.name())));
      }
      try (OrtSession.Result results = constants.run(inputs)) {
        for (Node node : folded) {
          all.put(node, read((OnnxTensor) results.get(node.name()).orElseThrow()));
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
    FloatBuffer reals = tensor.getFloatBuffer();
    float[] values = new float[reals.remaining()];
    reals.get(values);
    return Tensor.of(values, tensor.getInfo().getShape());
  }

  @Override
  public void close() throws OrtException {
    held.values().forEach(NativeTensor::close);
    places.values().forEach(OnnxTensor::close);
    if (session != null) {
      session.close();
    }
  }
}
