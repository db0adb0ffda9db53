package org.gauntletml.models.kit;

import java.util.Optional;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.graph.Convolution.Conv;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Linear.Gemm;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Pooling.MaxPool;
import org.gauntletml.models.graph.Window;
import org.gauntletml.models.graph.onnx.RuntimeChoice;

/**
 * The MNIST network that TRADES was published with (Zhang et al. 2019, arXiv 1901.08573), trained
 * for Linf 0.3: four convolutions 3x3, two poolings, three dense layers. 99.48% clean; AutoAttack
 * leaves 92.81% of the whole test set, FAB 93.33%, PGD-1000 95.60%.
 */
public final class PublishedTradesNet {
  private final GraphBuilder b = new GraphBuilder();
  private final OnnxWeights weights;

  private PublishedTradesNet(OnnxWeights weights) {
    this.weights = weights;
  }

  /** The network, where the file is there. */
  public static Optional<DifferentiableClassifier> classifier() {
    return OnnxWeights.ofMnistModel("smallcnn_trades_linf03.onnx")
        .map(
            weights -> {
              Graph graph = new PublishedTradesNet(weights).graph();
              return RuntimeChoice.AUTO.classifier(graph, MnistLenet.INPUT, 1);
            });
  }

  private Graph graph() {
    Node x = b.input("x", 1, 28, 28);
    Node y = pooled(b.relu(conv("conv2", b.relu(conv("conv1", x)))));
    y = pooled(b.relu(conv("conv4", b.relu(conv("conv3", y)))));
    y = b.relu(dense("fc2", b.relu(dense("fc1", b.flatten(y)))));
    return b.output("logits", dense("fc3", y)).build();
  }

  private Node pooled(Node x) {
    return b.add(new MaxPool(Window.of(2, 2).strides(2, 2)), x);
  }

  private Node conv(String layer, Node x) {
    return b.add(new Conv(Window.of(3, 3), 1), x, weight(layer), bias(layer));
  }

  private Node dense(String layer, Node x) {
    return b.add(new Gemm(true), x, weight(layer), bias(layer));
  }

  private Node weight(String layer) {
    return b.parameter(layer + ".weight", weights.named(layer + ".weight"));
  }

  private Node bias(String layer) {
    return b.parameter(layer + ".bias", weights.named(layer + ".bias"));
  }
}
