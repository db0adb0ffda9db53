package org.gauntletml.models.graph.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.gauntletml.models.graph.Convolution;
import org.gauntletml.models.graph.Pooling;
import org.gauntletml.models.graph.Window;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Convolutions and pooling of planes, in ONNX's layouts throughout. */
final class WindowKernels {
  private static final long NCHW = 0;
  private static final long EXPLICIT_PADDING = 0;
  private static final long OUTPUT_FIRST = 1;
  private static final long KERNEL_FIRST = 0;

  private WindowKernels() {}

  static void register(Kernels kernels) {
    kernels.fresh(Convolution.Conv.class, WindowKernels::conv);
    kernels.fresh(
        Convolution.ConvTranspose.class,
        (op, site) ->
            Site.custom(
                "deconv2d", site.inputs(), site.out(), window(op.window(), NCHW, OUTPUT_FIRST)));
    kernels.fresh(
        Pooling.MaxPool.class,
        (op, site) -> Site.custom("maxpool2d", site.inputs(), site.out(), pool(op)));
    kernels.fresh(
        Pooling.MaxPoolGrad.class,
        (op, site) ->
            Site.custom("maxpool2d_bp", List.of(site.in(0), site.in(2)), site.out(), pool(op)));
    kernels.fresh(
        Pooling.AveragePool.class,
        (op, site) -> Site.custom("avgpool2d", site.inputs(), site.out(), pool(op)));
    kernels.fresh(
        Pooling.AveragePoolGrad.class,
        (op, site) ->
            Site.custom(
                "avgpool2d_bp",
                List.of(site.scratch(site.out().shape()), site.in(0)),
                site.out(),
                pool(op)));
  }

  private static Runnable conv(Convolution.Conv op, Site site) {
    return op.group() == 1
        ? run("conv2d", op, site, site.inputs(), OUTPUT_FIRST)
        : run("depthwise_conv2d", op, site, kernelFirst(op, site), KERNEL_FIRST);
  }

  private static Runnable run(
      String name, Convolution.Conv op, Site site, List<INDArray> inputs, long weightFormat) {
    long[] arguments = window(op.window(), NCHW, weightFormat);
    return op.window().dilations().stream().allMatch(d -> d == 1)
        ? Site.custom(name, inputs, site.out(), arguments)
        : Site.plain(name, inputs, site.out(), arguments);
  }

  /** Weights {@code [C*M,1,kH,kW]} seen as {@code [kH,kW,C,M]}, the layout that is fast here. */
  private static List<INDArray> kernelFirst(Convolution.Conv op, Site site) {
    INDArray weights = site.in(1);
    long multiplier = weights.size(0) / op.group();
    long taps = weights.size(2) * weights.size(3);
    List<INDArray> inputs = new ArrayList<>(site.inputs());
    inputs.set(
        1,
        Arena.view(
            weights,
            0,
            new long[] {weights.size(2), weights.size(3), op.group(), multiplier},
            new long[] {weights.size(3), 1, multiplier * taps, taps}));
    return inputs;
  }

  private static long[] pool(Pooling op) {
    return window(op.window(), 1, NCHW);
  }

  /** Kernel, strides, padding, dilations, padding mode, then what the operation adds. */
  private static long[] window(Window window, long... more) {
    List<List<Integer>> parts =
        List.of(window.kernel(), window.strides(), window.begin(), window.dilations());
    long[] arguments = new long[9 + more.length];
    for (int i = 0; i < 8; i++) {
      arguments[i] = parts.get(i / 2).get(i % 2);
    }
    arguments[8] = EXPLICIT_PADDING;
    System.arraycopy(more, 0, arguments, 9, more.length);
    return arguments;
  }
}
