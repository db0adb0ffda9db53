package org.gauntletml.models.graph.onnx;

import java.util.ArrayList;
import java.util.List;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.backend.Placement;
import org.gauntletml.models.graph.CompiledGraph;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphRuntime;
import org.gauntletml.models.graph.rewrite.BlockedLayout;
import org.gauntletml.models.graph.rewrite.PoolingGradients;
import org.gauntletml.models.graph.rewrite.ReluBehindPooling;
import org.gauntletml.models.graph.rewrite.ReluMasks;

/**
 * Graphs on ONNX Runtime, in single precision: on the GPU where {@link Placement} finds one that it
 * can use, else on the CPU. On the CPU a batch is divided into pieces that fit the cache and are
 * shared out over threads, each of which runs a whole piece; what an example gets does not depend
 * on that. Only the operations of a batch that cannot be divided are divided themselves.
 */
public final class OnnxRuntime implements GraphRuntime {
  /** As on the command line. */
  public static final String NAME = "onnxruntime";

  private final Workers workers;
  private final boolean gpu = Placement.here().onnxOnGpu();

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
    int block = gpu ? 0 : BlockSize.ofThisProcessor();
    Graph laidOut = block == 0 ? masked : BlockedLayout.of(masked, block);
    return laidOut.rewrite(new PoolingGradients());
  }

  @Override
  public CompiledGraph compile(Graph graph) {
    Graph form = graph.rewrite(new PoolingGradients());
    List<OnnxGraph> sections = new ArrayList<>();
    for (Graph section : gpu ? List.of(form) : Sections.of(form)) {
      sections.add(new OnnxGraph(section, workers, gpu));
    }
    return sections.size() == 1 ? sections.get(0) : new Chain(form, List.copyOf(sections));
  }
}
