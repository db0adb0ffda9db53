package org.gauntletml.models.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The derivative of a convolution by its weights. For every tap of the kernel it is the product of
 * the cotangent with the image as that tap sees it, summed over all pixels of all examples.
 */
final class ConvolutionWeights {
  private ConvolutionWeights() {}

  /**
   * @param image {@code [N,C,spatial...]}, what the window moves over
   * @param small {@code [N,O,windows...]}, one value per window
   * @return {@code [O,C/group,kernel...]}
   */
  static Node gradient(GraphBuilder b, Window window, int group, Node image, Node small) {
    Node padded = image;
    for (int i = 0; i < window.rank(); i++) {
      padded = b.pad(padded, i + 2, window.begin().get(i), window.end().get(i));
    }
    // channels last: a row of each matrix is a pixel
    Node pixels = grouped(b, padded, group);
    int rank = pixels.shape().rank();
    pixels = b.transpose(pixels, order(rank, true));
    Node cotangent = b.transpose(grouped(b, small, group), order(rank, false));
    Shape rows = cotangent.shape();
    long perGroup = rows.dim(1);
    long area = Shape.product(rows.dims(2, rank));
    cotangent = b.reshape(cotangent, Shape.of(group, perGroup, area));
    long channels = pixels.shape().dim(-1);
    List<Node> taps = new ArrayList<>();
    for (int tap = 0; tap < window.taps(); tap++) {
      Node seen = b.add(seenBy(window, tap, small.shape()), pixels);
      Node matrix = b.reshape(seen, Shape.of(group, area, channels));
      taps.add(b.add(new Linear.BatchProduct(), cotangent, matrix));
    }
    Node all = b.reshape(b.concat(2, taps), Shape.of(group, perGroup, window.taps(), channels));
    long[] kernel = window.kernel().stream().mapToLong(k -> k).toArray();
    return b.reshape(
        b.transpose(all, 0, 1, 3, 2),
        Shape.of(
            LongStream.concat(LongStream.of(group * perGroup, channels), LongStream.of(kernel))
                .toArray()));
  }

  /** {@code [N,group,C/group,spatial...]}. */
  private static Node grouped(GraphBuilder b, Node x, int group) {
    Shape s = x.shape();
    return b.reshape(
        x,
        Shape.of(
            LongStream.concat(
                    LongStream.of(s.dim(0), group, s.dim(1) / group),
                    LongStream.of(s.dims(2, s.rank())))
                .toArray()));
  }

  /** Groups first, then examples and pixels behind each other; channels last or second. */
  private static int[] order(int rank, boolean channelsLast) {
    IntStream pixels = IntStream.concat(IntStream.of(0), IntStream.range(3, rank));
    IntStream channels = IntStream.of(2);
    return IntStream.concat(
            IntStream.of(1),
            channelsLast ? IntStream.concat(pixels, channels) : IntStream.concat(channels, pixels))
        .toArray();
  }

  /** The pixels that one tap meets, of a value {@code [group,N,spatial...,C]}. */
  private static Selection.Slice seenBy(Window window, int tap, Shape windows) {
    List<Integer> axes = new ArrayList<>();
    List<Long> starts = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    List<Long> steps = new ArrayList<>();
    int rest = tap;
    for (int i = window.rank(); i-- > 0; ) {
      int k = rest % window.kernel().get(i);
      rest /= window.kernel().get(i);
      axes.add(i + 2);
      starts.add((long) k * window.dilations().get(i));
      counts.add(windows.dim(i + 2));
      steps.add((long) window.strides().get(i));
    }
    return new Selection.Slice(axes, starts, counts, steps);
  }
}
