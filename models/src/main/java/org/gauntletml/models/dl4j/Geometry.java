package org.gauntletml.models.dl4j;

import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Window;

/**
 * Kernel, strides and so on as DL4J writes them, one entry per spatial axis.
 *
 * @param padding on both sides; without meaning in the modes Same and Causal
 */
record Geometry(int[] kernel, int[] stride, int[] padding, int[] dilation, ConvolutionMode mode) {

  /** The first spatial axis only, as the second of an image one pixel high. */
  Geometry series() {
    return new Geometry(
        new int[] {1, kernel[0]},
        new int[] {1, stride[0]},
        new int[] {0, padding[0]},
        new int[] {1, dilation[0]},
        mode);
  }

  /** The window over a value {@code [N,C,spatial...]}. */
  Window over(Node x) {
    Window plain = Window.of(kernel).strides(stride).dilations(dilation);
    return switch (mode) {
      case Same -> plain.same(x.shape(), true);
      case Causal ->
          plain.pads(
              IntStream.concat(
                      IntStream.range(0, kernel.length).map(i -> plain.extent(i) - 1),
                      IntStream.of(new int[kernel.length]))
                  .toArray());
      default ->
          plain.pads(IntStream.concat(IntStream.of(padding), IntStream.of(padding)).toArray());
    };
  }
}
