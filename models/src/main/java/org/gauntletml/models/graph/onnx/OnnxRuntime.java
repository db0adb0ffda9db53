package org.gauntletml.models.graph.onnx;

import org.gauntletml.models.BadInput;
import org.gauntletml.models.graph.CompiledGraph;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphRuntime;
import org.gauntletml.models.graph.rewrite.BlockedLayout;
import org.gauntletml.models.graph.rewrite.PoolingGradients;
import org.gauntletml.models.graph.rewrite.ReluBehindPooling;
import org.gauntletml.models.graph.rewrite.ReluMasks;

/** Graphs on ONNX Runtime, in single precision. */
public final class OnnxRuntime implements GraphRuntime {
  static final String NAME = "onnxruntime";

  private final Workers workers;

  /** On all cores. */
  public OnnxRuntime() {
    this(Runtime.getRuntime().availableProcessors());
  }

  /**
   * @param threads how many threads share a batch, 1 or more
   */
  public OnnxRuntime(int threads) {
    if (threads < 1) {
      throw BadInput.of("threads", "1 or more", threads);
    }
    this.workers = new Workers(threads);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Graph lower(Graph graph) {
    Graph masked = graph.rewrite(new ReluBehindPooling()).rewrite(new ReluMasks());
    int block = BlockSize.ofThisProcessor();
    Graph laidOut = block == 0 ? masked : BlockedLayout.of(masked, block);
    return laidOut.rewrite(new PoolingGradients());
  }

  @Override
  public CompiledGraph compile(Graph graph) {
    return new OnnxGraph(graph.rewrite(new PoolingGradients()), workers);
  }
}
