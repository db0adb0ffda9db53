package org.gauntletml.models.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gauntletml.models.BadInput;
import org.jspecify.annotations.Nullable;

/**
 * Operations of ONNX Runtime's CPU provider on images in its own layout, where blocks of 8 or 16
 * channels lie side by side: memory holds {@code [N, C/block, H, W, block]}. The shape is written
 * {@code [N,C,H,W]} all the same, with C rounded up to whole blocks, so that operations on single
 * elements apply to both layouts.
 *
 * <p>These are the operations its optimizer puts in place of {@code Conv} and its kin. Saying them
 * ourselves lets a forward and a backward session hand each other values in this layout. A rewrite
 * puts them where they pay; they are not differentiated.
 */
public sealed interface Blocked extends Op {

  @Override
  default String onnxDomain() {
    return "com.microsoft.nchwc";
  }

  @Override
  default @Nullable Node vjp(GraphBuilder b, Node self, Node dy, int input) {
    throw new IllegalStateException(
        "node '" + self.name() + "': a graph is differentiated before its layout is chosen");
  }

  private static ValueType image(Arguments in, long channels, Window window) {
    Shape x = in.shape(0);
    in.require(x.rank() == 4, "an image [N,C,H,W]");
    Shape y = x.with(1, channels);
    for (int i = 0; i < 2; i++) {
      y = y.with(i + 2, window.outputs(i, x.dim(i + 2)));
      in.require(y.dim(i + 2) > 0, "spatial sizes that hold at least one window");
    }
    return ValueType.real(y);
  }

  /** From the plain layout, C a multiple of 4; channels that fill the last block are zero. */
  record ToBlocked(int block) implements Blocked {
    @Override
    public String onnxName() {
      return "ReorderInput";
    }

    @Override
    public ValueType infer(Arguments in) {
      in.reals(1, 1);
      Shape x = in.shape(0);
      in.require(x.rank() == 4 && x.dim(1) % 4 == 0, "an image whose channels are a multiple of 4");
      return ValueType.real(x.with(1, roundUp(x.dim(1), block)));
    }
  }

  /** To the plain layout, dropping the channels that only fill the last block. */
  record FromBlocked(long channels) implements Blocked {
    @Override
    public String onnxName() {
      return "ReorderOutput";
    }

    @Override
    public Map<String, Object> attributes() {
      return Map.of("channels", channels);
    }

    @Override
    public ValueType infer(Arguments in) {
      in.reals(1, 1);
      in.require(
          in.shape(0).rank() == 4 && in.shape(0).dim(1) >= channels,
          channels + " channels or more");
      return ValueType.real(in.shape(0).with(1, channels));
    }
  }

  /**
   * A convolution with everything that follows it for free: {@code activation(conv(x, w) + bias +
   * sum)}. Inputs {@code x}, weights, bias, optional {@code sum} of the result's shape. The weights
   * hold {@code [O/block, C/block, kernel..., block of C, block of O]} under the shape {@code
   * [O,C,kernel...]}; for a depthwise convolution, and for an {@code x} in the plain layout with
   * fewer channels than a block, {@code [O/block, C, kernel..., block of O]}.
   *
   * @param activation Relu, LeakyRelu, Sigmoid, Tanh, HardSigmoid or Clip, or null
   */
  record BlockedConv(Window window, int group, @Nullable Unary activation) implements Blocked {
    public BlockedConv {
      if (activation != null && !fusible(activation)) {
        throw BadInput.of("blocked convolution", "an activation it can compute", activation);
      }
    }

    /** Whether this can be computed while the convolution's result is in registers. */
    public static boolean fusible(Unary activation) {
      return activation instanceof Unary.Relu
          || activation instanceof Unary.LeakyRelu
          || activation instanceof Unary.Sigmoid
          || activation instanceof Unary.Tanh
          || activation instanceof Unary.HardSigmoid
          || activation instanceof Unary.Clip;
    }

    @Override
    public String onnxName() {
      return "Conv";
    }

    @Override
    public Map<String, Object> attributes() {
      Map<String, Object> attributes = new HashMap<>(window.attributes());
      attributes.put("group", (long) group);
      if (activation != null) {
        attributes.put("activation", activation.onnxName());
        List<Float> params = parameters(activation);
        if (!params.isEmpty()) {
          attributes.put("activation_params", params);
        }
      }
      return attributes;
    }

    private static List<Float> parameters(Unary activation) {
      if (activation instanceof Unary.LeakyRelu leaky) {
        return List.of((float) leaky.alpha());
      }
      if (activation instanceof Unary.HardSigmoid hard) {
        return List.of((float) hard.alpha(), (float) hard.beta());
      }
      if (activation instanceof Unary.Clip clip) {
        return clip.operands().stream().map(bound -> bound.floats()[0]).toList();
      }
      return List.of();
    }

    @Override
    public ValueType infer(Arguments in) {
      in.reals(3, 4);
      in.require(
          in.shape(1).rank() == 4 && in.shape(1).dim(1) * group == in.shape(0).dim(1),
          "weights for as many channels as the image has");
      ValueType y = image(in, in.shape(1).dim(0), window);
      in.require(in.count() == 3 || in.shape(3).equals(y.shape()), "a sum of shape " + y.shape());
      return y;
    }
  }

  /** The largest value of each window, channel by channel. */
  record BlockedMaxPool(Window window) implements Blocked {
    @Override
    public String onnxName() {
      return "MaxPool";
    }

    @Override
    public Map<String, Object> attributes() {
      return window.attributes();
    }

    @Override
    public ValueType infer(Arguments in) {
      return image(in.reals(1, 1), in.shape(0).dim(1), window);
    }
  }

  /** The mean of each window, channel by channel. */
  record BlockedAveragePool(Window window, boolean countPadding) implements Blocked {
    @Override
    public String onnxName() {
      return "AveragePool";
    }

    @Override
    public Map<String, Object> attributes() {
      return new Pooling.AveragePool(window, countPadding).attributes();
    }

    @Override
    public ValueType infer(Arguments in) {
      return image(in.reals(1, 1), in.shape(0).dim(1), window);
    }
  }

  /** Every element repeated {@code height} by {@code width} times. */
  record BlockedRepeat(int height, int width) implements Blocked {
    @Override
    public String onnxName() {
      return "Upsample";
    }

    @Override
    public Map<String, Object> attributes() {
      return Map.of(
          "scales",
          List.of(1L, 1L, (long) height, (long) width),
          "mode",
          "nearest",
          "coordinate_transformation_mode",
          "asymmetric");
    }

    @Override
    public ValueType infer(Arguments in) {
      Shape x = in.reals(1, 1).shape(0);
      in.require(x.rank() == 4, "an image [N,C,H,W]");
      return ValueType.real(x.with(2, x.dim(2) * height).with(3, x.dim(3) * width));
    }
  }

  /** {@code size} rounded up to whole blocks. */
  static long roundUp(long size, int block) {
    return (size + block - 1) / block * block;
  }
}
