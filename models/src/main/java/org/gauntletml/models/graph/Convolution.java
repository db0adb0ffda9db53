package org.gauntletml.models.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gauntletml.models.BadInput;

/**
 * Convolutions of {@code [N,C,spatial...]} with constant weights. Each is the other's transpose, so
 * their gradients are each other, on the same weights.
 */
public sealed interface Convolution extends Op {

  Window window();

  int group();

  /** Checks what both have in common: ranks, groups, kernel; {@code x, weights, optional bias}. */
  private static void check(Arguments in, Window window, int group) {
    in.reals(2, 3);
    int rank = window.rank() + 2;
    in.require(in.shape(0).rank() == rank, "an input of rank " + rank);
    in.require(
        in.shape(1).rank() == rank
            && IntStream.range(0, window.rank())
                .allMatch(i -> in.shape(1).dim(i + 2) == window.kernel().get(i)),
        "weights of rank " + rank + " with kernel " + window.kernel());
    in.require(in.shape(1).dim(0) % group == 0, "weights that fit " + group + " groups");
  }

  private static ValueType result(Arguments in, long channels, long[] dims) {
    dims[0] = in.shape(0).dim(0);
    dims[1] = channels;
    in.require(
        in.count() == 2 || in.shape(2).equals(Shape.of(channels)), "a bias [" + channels + "]");
    for (int i = 2; i < dims.length; i++) {
      in.require(dims[i] > 0, "spatial sizes that hold at least one window");
    }
    return ValueType.real(Shape.of(dims));
  }

  /** The cotangent of a bias. */
  private static Node bias(GraphBuilder b, Node self, Node dy) {
    Shape one = self.shape();
    for (int i = 0; i < one.rank(); i++) {
      one = i == 1 ? one : one.with(i, 1);
    }
    return b.reshape(b.sumTo(dy, one), self.input(2).shape());
  }

  private static int groups(int group) {
    if (group < 1) {
      throw BadInput.of("convolution group", "1 or more", group);
    }
    return group;
  }

  /**
   * Cross-correlation: {@code x [N,C,spatial...]}, {@code weights [O,C/group,kernel...]}, optional
   * {@code bias [O]}.
   */
  record Conv(Window window, int group) implements Convolution {
    public Conv {
      groups(group);
    }

    @Override
    public Map<String, Object> attributes() {
      Map<String, Object> attributes = new HashMap<>(window.attributes());
      attributes.put("group", (long) group);
      return attributes;
    }

    @Override
    public ValueType infer(Arguments in) {
      check(in, window, group);
      in.require(
          in.shape(0).dim(1) == in.shape(1).dim(1) * group,
          "as many channels as the weights take, in " + group + " groups");
      long[] dims = new long[window.rank() + 2];
      for (int i = 0; i < window.rank(); i++) {
        dims[i + 2] = window.outputs(i, in.shape(0).dim(i + 2));
      }
      return result(in, in.shape(1).dim(0), dims);
    }

    @Override
    public Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      if (input == 1) {
        return ConvolutionWeights.gradient(b, window, group, self.input(0), dy);
      }
      if (input == 2) {
        return bias(b, self, dy);
      }
      Shape x = self.input(0).shape();
      List<Integer> rest =
          IntStream.range(0, window.rank())
              .mapToObj(
                  i ->
                      (int)
                          (x.dim(i + 2)
                              + window.begin().get(i)
                              + window.end().get(i)
                              - window.extent(i)
                              - (self.shape().dim(i + 2) - 1) * window.strides().get(i)))
              .toList();
      return b.add(new ConvTranspose(window, rest, group), dy, self.input(1));
    }
  }

  /**
   * The transpose of {@link Conv}: {@code x [N,C,spatial...]}, {@code weights
   * [C,O/group,kernel...]}, optional {@code bias [O]}.
   *
   * @param outputPadding elements added at the end of each spatial axis, fewer than the stride
   */
  record ConvTranspose(Window window, List<Integer> outputPadding, int group)
      implements Convolution {
    public ConvTranspose {
      groups(group);
      outputPadding = List.copyOf(outputPadding);
      for (int i = 0; i < window.rank(); i++) {
        if (outputPadding.size() != window.rank()
            || outputPadding.get(i) < 0
            || outputPadding.get(i) >= Math.max(window.strides().get(i), 1)) {
          throw BadInput.of(
              "ConvTranspose output_padding",
              "per spatial axis 0 to less than the stride " + window.strides(),
              outputPadding);
        }
      }
    }

    @Override
    public Map<String, Object> attributes() {
      Map<String, Object> attributes = new HashMap<>(window.attributes());
      attributes.put("group", (long) group);
      attributes.put("output_padding", Window.longs(outputPadding));
      return attributes;
    }

    @Override
    public ValueType infer(Arguments in) {
      check(in, window, group);
      in.require(in.shape(0).dim(1) == in.shape(1).dim(0), "as many channels as the weights take");
      long[] dims = new long[window.rank() + 2];
      for (int i = 0; i < window.rank(); i++) {
        dims[i + 2] =
            (in.shape(0).dim(i + 2) - 1) * window.strides().get(i)
                + window.extent(i)
                - window.begin().get(i)
                - window.end().get(i)
                + outputPadding.get(i);
      }
      return result(in, in.shape(1).dim(1) * group, dims);
    }

    @Override
    public Node vjp(GraphBuilder b, Node self, Node dy, int input) {
      return switch (input) {
        case 0 -> b.add(new Conv(window, group), dy, self.input(1));
        case 1 -> ConvolutionWeights.gradient(b, window, group, dy, self.input(0));
        default -> bias(b, self, dy);
      };
    }
  }
}
