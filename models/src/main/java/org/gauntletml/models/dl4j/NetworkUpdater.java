package org.gauntletml.models.dl4j;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.solvers.BaseOptimizer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network's own updater, fed with derivatives from elsewhere. It divides by the number of
 * examples, clips, penalises and follows schedules as the configuration says, and keeps its state
 * where {@code ModelSerializer} saves it.
 */
public final class NetworkUpdater {
  private final Model network;
  private final BaseMultiLayerUpdater<?> updater;
  private final Gradient gradient;
  private final INDArray flat;

  private NetworkUpdater(
      Model network, BaseMultiLayerUpdater<?> updater, INDArray flat, Gradient gradient) {
    this.network = network;
    this.updater = updater;
    this.flat = flat;
    this.gradient = gradient;
  }

  /** Of either kind of network. */
  static NetworkUpdater of(Model net) {
    return net instanceof MultiLayerNetwork stack ? of(stack) : of((ComputationGraph) net);
  }

  private static NetworkUpdater of(MultiLayerNetwork net) {
    if (net.getGradientsViewArray() == null) {
      net.initGradientsView();
    }
    INDArray flat = net.getGradientsViewArray();
    Gradient gradient = new DefaultGradient(flat);
    for (int i = 0; i < net.getnLayers(); i++) {
      declare(gradient, String.valueOf(i), net.getLayer(i));
    }
    return new NetworkUpdater(net, (BaseMultiLayerUpdater<?>) net.getUpdater(), flat, gradient);
  }

  private static NetworkUpdater of(ComputationGraph net) {
    if (net.getGradientsViewArray() == null) {
      net.initGradientsView();
    }
    INDArray flat = net.getGradientsViewArray();
    Gradient gradient = new DefaultGradient(flat);
    for (GraphVertex vertex : net.getVertices()) {
      if (vertex.hasLayer()) {
        declare(gradient, vertex.getVertexName(), vertex.getLayer());
      }
    }
    return new NetworkUpdater(net, net.getUpdater(), flat, gradient);
  }

  private static void declare(Gradient gradient, String owner, Layer layer) {
    if (layer.numParams() > 0) {
      Map<String, INDArray> views =
          layer
              .conf()
              .getLayer()
              .initializer()
              .getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray());
      views.forEach((key, view) -> gradient.setGradientFor(owner + "_" + key, view));
    }
  }

  Model network() {
    return network;
  }

  /** Derivatives by all parameters, in the order of the parameter vector; to be written. */
  INDArray gradient() {
    return Objects.requireNonNull(flat);
  }

  /** What the updater keeps between steps, its own array; empty where it keeps nothing. */
  public Optional<INDArray> state() {
    return Optional.ofNullable(updater.getStateViewArray());
  }

  /** Updates so far; schedules depend on it. */
  public int iterations() {
    return BaseOptimizer.getIterationCount(network);
  }

  /** Epochs so far; schedules depend on it. */
  public int epochs() {
    return BaseOptimizer.getEpochCount(network);
  }

  /** An epoch is over. */
  public void nextEpoch() {
    moveTo(iterations(), epochs() + 1);
  }

  /** Goes to another place of the schedules, as after a resume. */
  public void moveTo(int iterations, int epochs) {
    BaseOptimizer.incrementIterationCount(network, iterations - iterations());
    if (network instanceof MultiLayerNetwork stack) {
      stack.getLayerWiseConfigurations().setEpochCount(epochs);
    } else {
      ((ComputationGraph) network).getConfiguration().setEpochCount(epochs);
    }
  }

  /**
   * One step against {@link #gradient()}, which it uses up.
   *
   * @param examples whose derivatives were summed up
   */
  void step(int examples) {
    updater.update(gradient, iterations(), epochs(), examples, LayerWorkspaceMgr.noWorkspaces());
    network.params().subi(flat.reshape(network.params().shape()));
    BaseOptimizer.incrementIterationCount(network, 1);
    BaseOptimizer.applyConstraints(network);
  }
}
