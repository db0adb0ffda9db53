package org.gauntletml.models.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.gauntletml.models.BadInput;

/**
 * Geometry of a convolution or pooling, one entry per spatial axis (so two for images): sizes of
 * the kernel, strides, padding before and after, dilations. Always explicit: SAME and ceiling modes
 * are resolved where they are read, because spatial sizes are known there.
 */
public record Window(
    List<Integer> kernel,
    List<Integer> strides,
    List<Integer> begin,
    List<Integer> end,
    List<Integer> dilations) {

  public Window {
    kernel = List.copyOf(kernel);
    strides = List.copyOf(strides);
    begin = List.copyOf(begin);
    end = List.copyOf(end);
    dilations = List.copyOf(dilations);
    int rank = kernel.size();
    check("kernel", kernel, rank, 1);
    check("strides", strides, rank, 1);
    check("padding before", begin, rank, 0);
    check("padding after", end, rank, 0);
    check("dilations", dilations, rank, 1);
  }

  private static void check(String what, List<Integer> values, int rank, int least) {
    if (values.size() != rank || rank == 0 || values.stream().anyMatch(v -> v < least)) {
      throw BadInput.of(
          "window " + what, "one number of " + least + " or more per spatial axis", values);
    }
  }

  /** A window that moves by one and pads nothing. */
  public static Window of(int... kernel) {
    List<Integer> ones = IntStream.of(kernel).mapToObj(k -> 1).toList();
    List<Integer> zeros = IntStream.of(kernel).mapToObj(k -> 0).toList();
    return new Window(IntStream.of(kernel).boxed().toList(), ones, zeros, zeros, ones);
  }

  public Window strides(int... strides) {
    return new Window(kernel, IntStream.of(strides).boxed().toList(), begin, end, dilations);
  }

  public Window dilations(int... dilations) {
    return new Window(kernel, strides, begin, end, IntStream.of(dilations).boxed().toList());
  }

  /** ONNX order: all paddings before, then all paddings after. */
  public Window pads(int... pads) {
    List<Integer> all = IntStream.of(pads).boxed().toList();
    int half = all.size() / 2;
    return new Window(
        kernel, strides, all.subList(0, half), all.subList(half, all.size()), dilations);
  }

  /**
   * Padded as ONNX's SAME_UPPER (TensorFlow, Keras, DL4J's Same) or SAME_LOWER: the result has
   * {@code ceil(size / stride)} elements.
   *
   * @param input the value's shape {@code [N,C,spatial...]}
   */
  public Window same(Shape input, boolean upper) {
    int[] pads = new int[2 * rank()];
    for (int i = 0; i < rank(); i++) {
      long size = input.dim(i + 2);
      long outputs = ceilDiv(size, strides.get(i));
      int total = (int) Math.max(0, (outputs - 1) * strides.get(i) + extent(i) - size);
      pads[i] = upper ? total / 2 : total - total / 2;
      pads[rank() + i] = total - pads[i];
    }
    return pads(pads);
  }

  /**
   * Padded further at the end as ONNX's ceil_mode asks: the last, partial window counts if it
   * starts inside the value or its padding before.
   */
  public Window ceiling(Shape input) {
    int[] pads = new int[2 * rank()];
    for (int i = 0; i < rank(); i++) {
      long size = input.dim(i + 2);
      long span = size + begin.get(i) + end.get(i) - extent(i);
      long outputs = ceilDiv(span, strides.get(i)) + 1;
      if ((outputs - 1) * strides.get(i) >= size + begin.get(i)) {
        outputs--;
      }
      long more = (outputs - 1) * strides.get(i) - span;
      pads[i] = begin.get(i);
      pads[rank() + i] = (int) Math.max(0, end.get(i) + more);
    }
    return pads(pads);
  }

  /** Number of spatial axes. */
  public int rank() {
    return kernel.size();
  }

  /** Elements from the first to the last tap of the kernel, inclusive. */
  public int extent(int i) {
    return (kernel.get(i) - 1) * dilations.get(i) + 1;
  }

  /** Number of windows along spatial axis {@code i} over {@code size} elements. */
  public long outputs(int i, long size) {
    return Math.floorDiv(size + begin.get(i) + end.get(i) - extent(i), strides.get(i).longValue())
        + 1;
  }

  /** Number of taps. */
  public int taps() {
    return kernel.stream().reduce(1, Math::multiplyExact);
  }

  /** Whether nothing is padded. */
  public boolean unpadded() {
    return begin.stream().allMatch(p -> p == 0) && end.stream().allMatch(p -> p == 0);
  }

  /** Whether each element lies in at most one window. */
  public boolean disjoint() {
    return IntStream.range(0, rank()).allMatch(i -> strides.get(i) >= extent(i));
  }

  /** The ONNX attributes. */
  public Map<String, Object> attributes() {
    Map<String, Object> attributes = new HashMap<>();
    attributes.put("kernel_shape", longs(kernel));
    attributes.put("strides", longs(strides));
    attributes.put(
        "pads",
        java.util.stream.Stream.concat(begin.stream(), end.stream()).map(Long::valueOf).toList());
    attributes.put("dilations", longs(dilations));
    return attributes;
  }

  private static long ceilDiv(long a, long b) {
    return -Math.floorDiv(-a, b);
  }

  static List<Long> longs(List<Integer> values) {
    return values.stream().map(Long::valueOf).toList();
  }
}
