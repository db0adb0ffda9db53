package org.gauntletml.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.graph.Convolution.Conv;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Linear.Gemm;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Normalizations;
import org.gauntletml.models.graph.Pooling.MaxPool;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.Window;

/**
 * The networks that speed is measured on, with seeded weights. Parameters have the names and shapes
 * of the same networks in {@code peers/networks.py}.
 */
public enum BenchmarkNetworks {
  /** Madry's MNIST network. */
  MADRY(1, 28, 28) {
    @Override
    Node body(Layers n, Node x) {
      return n.lenet(x, 32, 64, 5, 1024);
    }
  },
  /** The same with fewer channels. */
  NET_B(1, 28, 28) {
    @Override
    Node body(Layers n, Node x) {
      return n.lenet(x, 16, 32, 5, 128);
    }
  },
  /** AdverTorch's LeNet5. */
  LENET5(1, 28, 28) {
    @Override
    Node body(Layers n, Node x) {
      return n.lenet(x, 32, 64, 3, 200);
    }
  },
  /** The same with a million parameters. */
  MILLION(1, 28, 28) {
    @Override
    Node body(Layers n, Node x) {
      return n.lenet(x, 32, 64, 3, 300);
    }
  },
  /** A residual network for CIFAR-10, 16 to 128 channels. */
  RESNET18_16(3, 32, 32) {
    @Override
    Node body(Layers n, Node x) {
      return n.resnet18(x, 16);
    }
  },
  /** A residual network for CIFAR-10, 64 to 512 channels. */
  RESNET18_64(3, 32, 32) {
    @Override
    Node body(Layers n, Node x) {
      return n.resnet18(x, 64);
    }
  },
  /** Depthwise and pointwise convolutions in turn. */
  MOBILE(3, 32, 32) {
    @Override
    Node body(Layers n, Node x) {
      return n.mobile(x);
    }
  },
  /** Three dense layers. */
  MLP(784) {
    @Override
    Node body(Layers n, Node x) {
      Node y = n.b.relu(n.dense("fc1", x, 1024));
      return n.dense("fc3", n.b.relu(n.dense("fc2", y, 1024)), 10);
    }
  };

  @SuppressWarnings("ImmutableEnumChecker")
  private final long[] dims;

  BenchmarkNetworks(long... dims) {
    this.dims = dims;
  }

  abstract Node body(Layers n, Node x);

  /** The network up to its logits. */
  public Graph graph() {
    Layers n = new Layers();
    Node x = n.b.input("x", dims);
    return n.b.output("logits", body(n, x)).build();
  }

  /** Shape of one input; values in [0, 1]. */
  public InputSpec input() {
    return InputSpec.unit(dims);
  }

  /** By its name in lower case. */
  static BenchmarkNetworks of(String name) {
    List<BenchmarkNetworks> all = List.of(values());
    return all.stream()
        .filter(n -> n.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> BadInput.of("network", "one of " + all, "'" + name + "'"));
  }

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Layers with seeded weights. */
  static final class Layers {
    final GraphBuilder b = new GraphBuilder();
    private final Random random = new Random(1);

    private Node normal(String name, double scale, long... shape) {
      float[] values = new float[(int) Shape.product(shape)];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (random.nextGaussian() * scale);
      }
      return b.parameter(name, Tensor.of(values, shape));
    }

    Node dense(String name, Node x, int out) {
      long in = x.shape().dim(1);
      return b.at(name)
          .add(
              new Gemm(true),
              x,
              normal(name + ".weight", Math.sqrt(2.0 / in), out, in),
              normal(name + ".bias", .1, out));
    }

    private Node weights(String name, Node x, int out, int kernel, int group) {
      long in = x.shape().dim(1) / group;
      return normal(
          name + ".weight", Math.sqrt(2.0 / (in * kernel * kernel)), out, in, kernel, kernel);
    }

    private static Conv geometry(int kernel, int stride, int group) {
      int p = kernel / 2;
      return new Conv(Window.of(kernel, kernel).strides(stride, stride).pads(p, p, p, p), group);
    }

    private Node pooled(String name, Node x, int out, int kernel) {
      Node w = weights(name, x, out, kernel, 1);
      Node y = b.at(name).add(geometry(kernel, 1, 1), x, w, normal(name + ".bias", .1, out));
      return b.at(name + ".pool").add(new MaxPool(Window.of(2, 2).strides(2, 2)), b.relu(y));
    }

    Node lenet(Node x, int first, int second, int kernel, int hidden) {
      Node y = pooled("conv2", pooled("conv1", x, first, kernel), second, kernel);
      return dense("fc2", b.relu(dense("fc1", b.flatten(y), hidden)), 10);
    }

    private Node normalized(
        String conv, String norm, Node x, int out, int kernel, int stride, int group) {
      Node w = weights(conv, x, out, kernel, group);
      Node y = b.at(conv).add(geometry(kernel, stride, group), x, w);
      return Normalizations.batchNorm(
          b.at(norm),
          y,
          around(norm + ".weight", 1, out),
          normal(norm + ".bias", .1, out),
          normal(norm + ".running_mean", .1, out),
          around(norm + ".running_var", 1, out),
          1e-5);
    }

    private Node around(String name, double mean, int length) {
      float[] values = new float[length];
      for (int i = 0; i < length; i++) {
        values[i] = (float) (mean * (0.8 + 0.4 * random.nextDouble()));
      }
      return b.parameter(name, Tensor.of(values, length));
    }

    private Node block(String name, Node x, int out, int stride) {
      Node y = b.relu(normalized(name + ".conv1", name + ".bn1", x, out, 3, stride, 1));
      y = normalized(name + ".conv2", name + ".bn2", y, out, 3, 1, 1);
      String shortcut = name + ".shortcut.";
      Node past =
          x.shape().equals(y.shape())
              ? x
              : normalized(shortcut + "0", shortcut + "1", x, out, 1, stride, 1);
      return b.at(name).relu(b.add(y, past));
    }

    Node resnet18(Node x, int width) {
      Node y = b.relu(normalized("conv1", "bn1", x, width, 3, 1, 1));
      for (int i = 0; i < 4; i++) {
        String name = "layer" + (i + 1);
        y = block(name + ".0", y, width << i, i == 0 ? 1 : 2);
        y = block(name + ".1", y, width << i, 1);
      }
      return dense("fc", b.flatten(b.at("pool").mean(y, 2, 3)), 10);
    }

    Node mobile(Node x) {
      Node y = b.relu(normalized("conv1", "bn1", x, 32, 3, 1, 1));
      int[] outputs = {64, 128, 128, 256, 256};
      for (int i = 0; i < outputs.length; i++) {
        String name = "blocks." + i;
        int channels = (int) y.shape().dim(1);
        y =
            b.relu(
                normalized(
                    name + ".depthwise", name + ".bn1", y, channels, 3, 1 + i % 2, channels));
        y = b.relu(normalized(name + ".pointwise", name + ".bn2", y, outputs[i], 1, 1, 1));
      }
      return dense("fc", b.flatten(b.at("pool").mean(y, 2, 3)), 10);
    }
  }

  /** A batch of seeded inputs. */
  static float[] inputs(InputSpec input, int batch) {
    Random random = new Random(2);
    float[] values = new float[batch * input.features()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  /** Names of all networks. */
  static List<String> names() {
    return Arrays.stream(values()).map(BenchmarkNetworks::toString).toList();
  }
}
