package org.gauntletml.models.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Logits;
import org.gauntletml.models.SelfCheck;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A classifier that is a graph on a runtime. Safe for several threads; each of its linearizations
 * is for one thread at a time. Any batch size may follow any other without compiling again.
 */
public final class GraphClassifier implements DifferentiableClassifier, AutoCloseable {
  private final Graph graph;
  private final InputSpec input;
  private final int classes;
  private final String runtime;
  private final CompiledGraph plain;
  private final Gradient gradient;
  private final Pool<Bound> passes;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<String, Tensor> renewed = new ConcurrentHashMap<>();
  private boolean closed;

  /**
   * @param graph from one input {@code [N, input...]} to one output {@code [N, classes]} of logits
   * @param runtime in single precision
   * @throws BadInput if the graph is not of that form, or has an operation the runtime cannot run
   */
  public GraphClassifier(Graph graph, InputSpec input, GraphRuntime runtime) {
    this.graph = graph;
    this.input = input;
    this.classes = classes(graph, input);
    this.runtime = runtime.name();
    Graph prepared = runtime.prepare(Simplification.of(graph));
    this.plain = runtime.compile(runtime.lower(prepared));
    this.gradient = gradient(prepared, runtime);
    this.passes = new Pool<>(batch -> new Bound(plain, batch, Map.of()));
  }

  private Gradient gradient(Graph prepared, GraphRuntime of) {
    try {
      return new Gradient(prepared, of);
    } catch (RuntimeException refused) {
      plain.close();
      throw refused;
    }
  }

  private static int classes(Graph graph, InputSpec input) {
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
      throw BadInput.of(
          "classifier graph",
          "one input and one output",
          graph.inputs().size() + " and " + graph.outputs().size());
    }
    ValueType x = graph.inputs().get(0).type();
    ValueType expected =
        ValueType.real(Shape.batched(input.shape().stream().mapToLong(d -> d).toArray()));
    if (!x.equals(expected)) {
      throw BadInput.of("classifier graph", "an input " + expected, x);
    }
    ValueType logits = graph.outputs().values().iterator().next().type();
    if (logits.element() != ElementType.REAL
        || logits.shape().rank() != 2
        || logits.shape().dim(0) != Shape.BATCH
        || logits.shape().dim(1) < 2) {
      throw BadInput.of("classifier graph", "logits real[N,classes], 2 classes or more", logits);
    }
    return (int) logits.shape().dim(1);
  }

  /** The graph as it was given, before simplification. */
  public Graph graph() {
    return graph;
  }

  /** Name of the runtime. */
  public String runtime() {
    return runtime;
  }

  @Override
  public InputSpec input() {
    return input;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public INDArray logits(INDArray x) {
    return answer(x, Bound::copy);
  }

  /** Read where they lie: an array of their own costs as much as running three examples. */
  @Override
  public int[] labels(INDArray x) {
    return answer(x, Logits::argMax);
  }

  private <T> T answer(INDArray x, Function<INDArray, T> read) {
    input.checkFinite("logits", x);
    return open(
        () -> {
          Bound pass = passes.take(x.size(0));
          try {
            pass.input(graph.inputs().get(0).name()).assign(x);
            pass.run();
            return read.apply(pass.outputs().get(0));
          } finally {
            passes.give(pass);
          }
        });
  }

  @Override
  public GraphLinearization linearize(INDArray x) {
    input.checkFinite("linearize", x);
    return open(() -> new GraphLinearization(this, gradient, gradient.open(x)));
  }

  /**
   * Replaces parameters by name without translating or compiling again; the others keep their
   * values. Waits for runs in other threads to end. Linearizations made before answer from the new
   * parameters with the old activations, so they should be closed first.
   *
   * @throws BadInput if a name or shape is not that of a parameter of {@link #graph}
   * @throws IllegalStateException after {@link #close()}
   */
  public void refresh(Map<String, Tensor> parameters) {
    Map<String, Node> known = graph.parameters();
    parameters.forEach(
        (name, value) -> {
          Node parameter = known.get(name);
          if (parameter == null) {
            throw BadInput.of("refresh", "parameters of the graph", "'" + name + "'");
          }
          if (!parameter.type().equals(value.type())) {
            throw BadInput.of("refresh of '" + name + "'", "" + parameter.type(), value.type());
          }
        });
    Lock exclusive = lock.writeLock();
    exclusive.lock();
    try {
      checkOpen();
      renewed.putAll(parameters);
      List<CompiledGraph> all = new ArrayList<>(gradient.compiled());
      all.add(plain);
      for (CompiledGraph compiled : all) {
        Map<String, Tensor> own = new HashMap<>(parameters);
        own.keySet().retainAll(compiled.graph().parameters().keySet());
        compiled.refresh(own);
      }
    } finally {
      exclusive.unlock();
    }
  }

  /**
   * Compares answers with the original model's, and gradients with finite differences of the graph
   * in double precision.
   *
   * @param original the model this was translated from: FLOAT inputs to logits
   * @param exact a runtime in double precision
   */
  public SelfCheck check(UnaryOperator<INDArray> original, GraphRuntime exact, long seed) {
    try (CompiledGraph compiled = exact.compile(graph)) {
      compiled.refresh(renewed);
      return SelfCheck.of(
          this, original, x -> compiled.run(List.of(x)).values().iterator().next(), seed);
    }
  }

  /** Runs something while nobody refreshes or closes this classifier. */
  <T> T open(Supplier<T> work) {
    Lock shared = lock.readLock();
    shared.lock();
    try {
      checkOpen();
      return work.get();
    } finally {
      shared.unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("classifier: it is closed");
    }
  }

  /** Frees native memory; waits for runs in other threads to end. Pullbacks fail from then on. */
  @Override
  public void close() {
    Lock exclusive = lock.writeLock();
    exclusive.lock();
    try {
      if (!closed) {
        closed = true;
        passes.close();
        plain.close();
        gradient.close();
      }
    } finally {
      exclusive.unlock();
    }
  }
}
