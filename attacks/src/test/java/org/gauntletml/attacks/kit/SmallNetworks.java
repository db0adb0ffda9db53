package org.gauntletml.attacks.kit;

import java.util.SplittableRandom;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.graph.Convolution.Conv;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.GraphClassifier;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Normalizations;
import org.gauntletml.models.graph.Pooling.MaxPool;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.Window;
import org.gauntletml.models.graph.onnx.OnnxRuntime;

/** Convolutional networks with seeded weights on the gradient engine. */
final class SmallNetworks {
  private static final InputSpec IMAGE = InputSpec.unit(1, 6, 6);

  /** Convolution, rectifier, maximum pooling, dense. */
  static final DifferentiableClassifier CONVOLUTIONAL = compile(new SmallNetworks(21).plain());

  /** The same with batch normalisation behind the convolution. */
  static final DifferentiableClassifier BATCH_NORMALISED =
      compile(new SmallNetworks(22).batchNormalised());

  private final GraphBuilder b = new GraphBuilder();
  private final SplittableRandom random;

  private SmallNetworks(long seed) {
    random = new SplittableRandom(seed);
  }

  private static DifferentiableClassifier compile(Graph graph) {
    return new RowByRow(new GraphClassifier(graph, IMAGE, new OnnxRuntime(1)));
  }

  private Graph plain() {
    return head(convolution());
  }

  private Graph batchNormalised() {
    Node normalised =
        Normalizations.batchNorm(
            b,
            convolution(),
            uniform(0.5, 1.5, 3),
            uniform(-0.5, 0.5, 3),
            uniform(-0.5, 0.5, 3),
            uniform(0.5, 1.5, 3),
            1e-5);
    return head(normalised);
  }

  private Node convolution() {
    Node x = b.input("x", 1, 6, 6);
    return b.add(
        new Conv(Window.of(3, 3), 1), x, uniform(-1, 1, 3, 1, 3, 3), uniform(-0.5, 0.5, 3));
  }

  private Graph head(Node x) {
    Node pooled = b.add(new MaxPool(Window.of(2, 2).strides(2, 2)), b.relu(x));
    Node logits = b.gemm(b.flatten(pooled), uniform(-1, 1, 12, 4), uniform(-0.5, 0.5, 4));
    return b.output("logits", logits).build();
  }

  private Node uniform(double low, double high, long... shape) {
    float[] values = new float[Math.toIntExact(Shape.product(shape))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(low, high);
    }
    return b.parameter("w" + random.nextInt(1 << 30), Tensor.of(values, shape));
  }
}
