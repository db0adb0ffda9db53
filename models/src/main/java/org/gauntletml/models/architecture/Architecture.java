package org.gauntletml.models.architecture;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.NearestName;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * A network to train, for any number of classes: rectified linear units, a softmax at the end, He
 * initialisation, neither dropout nor augmentation.
 */
public enum Architecture {
  /**
   * The LeNet5 of AdverTorch: convolution 3x3-32, pooling, convolution 3x3-64, pooling, dense 200;
   * convolutions keep the size of the image.
   */
  LENET("images of 4x4 or more", 4),
  /**
   * The SmallCNN of TRADES (Zhang et al. 2019, arXiv 1901.08573), without its dropout: twice
   * convolution 3x3-32, pooling, twice convolution 3x3-64, pooling, dense 200, dense 200.
   */
  SMALLCNN("images of 16x16 or more", 16),
  /**
   * The network that fast adversarial training used for MNIST (Wong et al. 2020, arXiv 2001.03994):
   * convolutions 4x4-16 and 4x4-32 that halve the image, dense 100.
   */
  STRIDED("images of 4x4 or more", 4),
  /**
   * The residual network of 18 layers (He et al. 2016, arXiv 1512.03385) as it is used for CIFAR: a
   * convolution 3x3-64 without pooling, then four stages of two blocks with 64 to 512 channels and
   * batch normalisation.
   */
  RESNET18("images of 8x8 or more", 8),
  /** Dense 256, dense 256; takes images and rows of a table. */
  MLP("images or rows", 0);

  private static final String IMAGES_ONLY = "--arch mlp takes rows; --shape makes images of them";

  /** Stands for seed 0, which Deeplearning4j takes for none. */
  private static final long NO_SEED = Long.MIN_VALUE;

  private final String takes;
  private final int leastSide;

  Architecture(String takes, int leastSide) {
    this.takes = takes;
    this.leastSide = leastSide;
  }

  /**
   * @param who is named if it is refused
   * @throws BadInput with the nearest name, if {@code name} is none
   */
  public static Architecture named(String who, String name) {
    return Stream.of(values())
        .filter(known -> known.toString().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                NearestName.unknown(
                    who,
                    "an architecture",
                    name,
                    Stream.of(values()).map(Architecture::toString).toList()));
  }

  /**
   * The network before training; the same weights for the same seed.
   *
   * @param input images {@code [C,H,W]}, or rows where it takes them
   * @param classes 2 or more
   * @param updater of all layers, with its learning rate or schedule
   * @param l2 penalty of the weights, 0 for none
   * @return initialised: a {@code MultiLayerNetwork} or a {@code ComputationGraph}
   * @throws BadInput if it does not take such inputs
   */
  public Model network(InputSpec input, int classes, IUpdater updater, double l2, long seed) {
    check(input);
    if (classes < 2) {
      throw BadInput.of("classes", "2 or more", classes);
    }
    NeuralNetConfiguration.Builder builder =
        new NeuralNetConfiguration.Builder()
            .seed(seed == 0 ? NO_SEED : seed)
            .weightInit(WeightInit.RELU)
            .updater(updater);
    if (l2 > 0) {
      builder.l2(l2);
    }
    InputType type = type(input);
    return this == RESNET18
        ? new ResNet(builder.graphBuilder()).network(type, classes)
        : stack(builder.list(), layers(classes), type);
  }

  private List<Layer> layers(int classes) {
    return switch (this) {
      case LENET ->
          List.of(
              Layers.convolution(32, 3, 1, 1),
              Layers.pooling(),
              Layers.convolution(64, 3, 1, 1),
              Layers.pooling(),
              Layers.dense(200),
              Layers.output(classes));
      case SMALLCNN ->
          List.of(
              Layers.convolution(32, 3, 1, 0),
              Layers.convolution(32, 3, 1, 0),
              Layers.pooling(),
              Layers.convolution(64, 3, 1, 0),
              Layers.convolution(64, 3, 1, 0),
              Layers.pooling(),
              Layers.dense(200),
              Layers.dense(200),
              Layers.output(classes));
      case STRIDED ->
          List.of(
              Layers.convolution(16, 4, 2, 1),
              Layers.convolution(32, 4, 2, 1),
              Layers.dense(100),
              Layers.output(classes));
      case MLP -> List.of(Layers.dense(256), Layers.dense(256), Layers.output(classes));
      case RESNET18 -> throw new IllegalStateException("it has branches");
    };
  }

  private static MultiLayerNetwork stack(ListBuilder list, List<Layer> layers, InputType type) {
    layers.forEach(list::layer);
    MultiLayerNetwork network = new MultiLayerNetwork(list.setInputType(type).build());
    network.init();
    return network;
  }

  private void check(InputSpec input) {
    List<Long> shape = input.shape();
    boolean image = shape.size() == 3;
    boolean rows = shape.size() == 1 && leastSide == 0;
    if (!rows && !image) {
      throw BadInput.of(toString(), takes, "inputs of shape " + input).hint(IMAGES_ONLY);
    }
    if (image && Math.min(shape.get(1), shape.get(2)) < leastSide) {
      throw BadInput.of(toString(), takes, shape.get(1) + "x" + shape.get(2));
    }
  }

  private static InputType type(InputSpec input) {
    List<Long> shape = input.shape();
    return shape.size() == 1
        ? InputType.feedForward(shape.get(0))
        : InputType.convolutional(shape.get(1), shape.get(2), shape.get(0));
  }

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
