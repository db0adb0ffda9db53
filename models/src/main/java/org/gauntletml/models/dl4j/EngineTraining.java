package org.gauntletml.models.dl4j;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.gauntletml.models.graph.TrainableGraph;
import org.gauntletml.models.graph.onnx.OnnxRuntime;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The training form of a network on the gradient engine, and what its passes add up to. */
final class EngineTraining implements AutoCloseable {
  private final Translation form;
  private final TrainableGraph graph;
  private final Supplier<INDArray> parameters;
  private final INDArray sum;
  private boolean stale;
  private boolean begun;

  /**
   * @param parameters of the network, as they are when asked for
   * @param sum where derivatives by them are added up
   */
  EngineTraining(Translation form, int threads, Supplier<INDArray> parameters, INDArray sum) {
    this.form = form;
    this.graph = new TrainableGraph(form.graph(), new OnnxRuntime(threads));
    this.parameters = parameters;
    this.sum = sum;
  }

  TrainingPass forward(INDArray x) {
    if (stale) {
      graph.refresh(form.parameters(parameters.get()));
      stale = false;
    }
    return new TrainingPass(graph.forward(x), this);
  }

  /**
   * Adds the derivatives of a pass, and notes the steps of running statistics, which do not add up.
   */
  void add(Map<String, INDArray> slopes, Map<String, INDArray> statistics) {
    INDArray before = begun ? sum.dup() : null;
    sum.assign(0);
    form.gather(slopes, sum.data().asNioFloat());
    if (before != null) {
      sum.addi(before);
      before.close();
    }
    form.gatherSteps(statistics, sum.data().asNioFloat());
    begun = true;
  }

  /** The next pass begins a new sum. */
  void beginAnew() {
    begun = false;
  }

  /** The parameters are other ones now. */
  void changed() {
    stale = true;
  }

  List<ParameterSegment> segments() {
    return form.slices().stream()
        .map(slice -> new ParameterSegment(slice.offset(), slice.length(), slice.shape()))
        .toList();
  }

  @Override
  public void close() {
    graph.close();
  }
}
