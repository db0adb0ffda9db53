package org.gauntletml.models.graph.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.gauntletml.models.graph.Blocked.BlockedConv;
import org.gauntletml.models.graph.Convolution;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.Window;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions and their transposes as convolutions in the blocked layout.
 *
 * <p>A transposed convolution that moves by one is a convolution with the weights turned by 180
 * degrees. One that moves by s is s x s such convolutions with every s-th tap, one for each phase
 * of the result, whose results are then interleaved: no multiplication by an inserted zero.
 */
final class BlockedConvolutions {
  /** From this padding along a row on, zeros in memory beat the kernels for borders. */
  private static final int COSTLY_PADDING = 4;

  private final Blocks blocks;

  BlockedConvolutions(Blocks blocks) {
    this.blocks = blocks;
  }

  /**
   * @param x in the blocked layout, or plain with fewer channels than a block
   * @return the result in the blocked layout
   */
  Node conv(GraphBuilder b, Convolution.Conv conv, Node x, Node w, @Nullable Node bias) {
    boolean depthwise = conv.group() > 1;
    boolean plain = x.shape().dim(1) < blocks.size();
    return run(
        b, conv.window(), depthwise, plain, x, blocks.weights(b, w, !depthwise && !plain), bias);
  }

  private Node run(
      GraphBuilder b,
      Window window,
      boolean depthwise,
      boolean plain,
      Node x,
      Node weights,
      @Nullable Node bias) {
    Window w = window;
    Node image = x;
    if (!plain && !depthwise && w.begin().get(1) + w.end().get(1) >= COSTLY_PADDING) {
      image = blocks.pad(b, x, w.begin(), w.end());
      w = w.pads(0, 0, 0, 0);
    }
    int outputs = (int) weights.shape().dim(0);
    Node shift =
        bias == null ? b.constant(Tensor.of(new float[outputs], outputs)) : blocks.fill(b, bias, 0);
    return b.add(new BlockedConv(w, depthwise ? outputs : 1, null), image, weights, shift);
  }

  /** The result in the blocked layout, or null where this way is not open. */
  @Nullable Node transposed(
      GraphBuilder b,
      Convolution.ConvTranspose conv,
      Node x,
      Node w,
      @Nullable Node bias,
      Shape result) {
    Window window = conv.window();
    List<Phases> phases =
        IntStream.range(0, 2)
            .mapToObj(i -> Phases.along(window, i, x.shape().dim(i + 2), result.dim(i + 2)))
            .toList();
    if (phases.stream().anyMatch(p -> p.all().isEmpty())
        || (bias != null && phases.stream().anyMatch(p -> p.all().size() < p.step()))) {
      return null;
    }
    boolean depthwise = conv.group() > 1;
    List<Node> rows = new ArrayList<>();
    for (Phase down : phases.get(0).all()) {
      List<Node> columns = new ArrayList<>();
      for (Phase across : phases.get(1).all()) {
        List<Integer> taps = List.of(down.taps(), across.taps());
        Node turned =
            Blocks.turned(
                b,
                w,
                depthwise,
                taps,
                down.first(),
                across.first(),
                phases.get(0).step(),
                phases.get(1).step());
        Window sub =
            new Window(
                taps,
                List.of(1, 1),
                List.of(down.before(), across.before()),
                List.of(down.after(), across.after()),
                window.dilations());
        columns.add(run(b, sub, depthwise, false, x, blocks.weights(b, turned, !depthwise), bias));
      }
      rows.add(merge(b, 3, phases.get(1).step(), columns));
    }
    Node image = merge(b, 2, phases.get(0).step(), rows);
    return blocks.crop(b, image, 0, 0, result.dim(2), result.dim(3));
  }

  private Node merge(GraphBuilder b, int axis, int step, List<Node> parts) {
    return step == 1 ? parts.get(0) : blocks.interleave(b, axis, step, parts);
  }

  /**
   * One phase of the results along an axis.
   *
   * @param first its first tap in the kernel
   * @param taps number of its taps
   * @param before padding before
   * @param after padding after
   */
  private record Phase(int first, int taps, int before, int after) {}

  /**
   * How results {@code step i + phase} come from the inputs along one axis.
   *
   * @param all phases in order; those missing at the end have no taps. Empty where a phase would
   *     need padding below zero, or a phase in the middle has no taps
   */
  private record Phases(int step, List<Phase> all) {
    static Phases along(Window w, int axis, long inputs, long outputs) {
      int step = w.strides().get(axis);
      int dilation = w.dilations().get(axis);
      int kernel = w.kernel().get(axis);
      if (step > 1 && dilation > 1) {
        return new Phases(step, List.of());
      }
      int perPhase = (int) ((outputs + step - 1) / step);
      List<Phase> phases = new ArrayList<>();
      for (int phase = 0; phase < step; phase++) {
        int first = (phase + w.begin().get(axis)) % step;
        int taps = first >= kernel ? 0 : (kernel - first + step - 1) / step;
        if (taps == 0) {
          continue;
        }
        int extent = (taps - 1) * dilation + 1;
        int before = extent - 1 - (phase + w.begin().get(axis) - first) / step;
        int after = perPhase + extent - 1 - before - (int) inputs;
        if (before < 0 || after < 0 || phases.size() < phase) {
          return new Phases(step, List.of());
        }
        phases.add(new Phase(first, taps, before, after));
      }
      return new Phases(step, phases);
    }
  }
}
