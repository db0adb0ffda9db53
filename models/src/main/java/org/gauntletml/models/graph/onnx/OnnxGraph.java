package org.gauntletml.models.graph.onnx;

import ai.onnxruntime.OrtException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.CompiledGraph;
import org.gauntletml.models.graph.Execution;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.rewrite.ProductsAsConvolutions;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A graph compiled for ONNX Runtime. */
final class OnnxGraph implements CompiledGraph {
  private final Graph graph;
  private final Workers workers;
  private final Pieces pieces;
  private final boolean gpu;
  private volatile Program program;
  private volatile boolean closed;

  OnnxGraph(Graph graph, Workers workers, boolean gpu) {
    this.graph = graph;
    this.workers = workers;
    this.pieces = gpu ? Pieces.WHOLE : Pieces.of(graph);
    this.gpu = gpu;
    this.program = open(false, Map.of());
  }

  private Program open(boolean refreshable, Map<String, Tensor> parameters) {
    try {
      int block = gpu ? 0 : BlockSize.ofThisProcessor();
      Graph form =
          refreshable && block > 0 ? graph.rewrite(new ProductsAsConvolutions(block)) : graph;
      int threads = pieces.areWhole() ? workers.threads() : 1;
      return new Program(form, refreshable, parameters, threads, gpu);
    } catch (OrtException e) {
      throw BadInput.of(
          OnnxRuntime.NAME, "a graph that it can run", String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Graph graph() {
    return graph;
  }

  @Override
  public Execution bind(List<INDArray> inputs) {
    return bind(inputs, new Buffers());
  }

  /**
   * As {@link #bind(List)}.
   *
   * @param buffers for results; closed with the execution
   */
  OnnxExecution bind(List<INDArray> inputs, Buffers buffers) {
    return new OnnxExecution(this, inputs, workers, pieces, buffers);
  }

  @Override
  public void refresh(Map<String, Tensor> parameters) {
    try {
      if (program().isRefreshable()) {
        program.refresh(parameters);
        return;
      }
      Map<String, Tensor> all = new HashMap<>(program.parameters());
      all.putAll(parameters);
      Program next = open(true, all);
      program.close();
      program = next;
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed to refresh its parameters", e);
    }
  }

  /** What runs now; another one after the first refresh. */
  Program program() {
    if (closed) {
      throw new IllegalStateException("the compiled graph is closed");
    }
    return program;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        program.close();
      } catch (OrtException e) {
        throw new IllegalStateException("ONNX Runtime failed to close a session", e);
      }
    }
  }
}
