package org.gauntletml.harness.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How often values fall into each of several ranges, drawn equally wide.
 *
 * @param bins ascending and without gaps
 * @param ticks places along the axis, ascending
 */
record Histogram(List<Bin> bins, List<Tick> ticks) {
  private static final int BINS = 16;
  private static final int QUARTERS = 4;
  private static final int MOST_TICKS = 10;

  /** A range in words, and how many values are in it. */
  record Bin(String range, int count) {}

  /**
   * A labelled place.
   *
   * @param percent of the way along the axis
   */
  record Tick(double percent, String label) {}

  /** Sizes in bins of equal width between 0 and the largest. */
  static Histogram ofSizes(double[] sizes) {
    double largest = Arrays.stream(sizes).max().orElse(0);
    int[] counts = new int[BINS];
    for (double size : sizes) {
      counts[largest > 0 ? (int) Math.min(BINS - 1, BINS * size / largest) : 0]++;
    }
    String[] edges =
        IntStream.rangeClosed(0, BINS)
            .mapToObj(i -> Figures.number(largest * i / BINS))
            .toArray(String[]::new);
    return new Histogram(
        IntStream.range(0, BINS)
            .mapToObj(i -> new Bin(edges[i] + " to " + edges[i + 1], counts[i]))
            .toList(),
        IntStream.rangeClosed(0, QUARTERS)
            .mapToObj(i -> new Tick(100.0 * i / QUARTERS, edges[i * BINS / QUARTERS]))
            .toList());
  }

  /** Counts of 1 or more in bins that double: 1, 2 to 3, 4 to 7, ... */
  static Histogram ofCounts(long[] counts) {
    int size = 1 + magnitude(LongStream.of(counts).max().orElse(1));
    int[] doubled = new int[size];
    for (long count : counts) {
      doubled[magnitude(count)]++;
    }
    int every = 1 + size / MOST_TICKS;
    return new Histogram(
        IntStream.range(0, size).mapToObj(i -> new Bin(range(1L << i), doubled[i])).toList(),
        IntStream.range(0, size)
            .filter(i -> i % every == 0)
            .mapToObj(i -> new Tick(100.0 * i / size, Figures.count(Math.pow(2, i))))
            .toList());
  }

  /** How high a bar is, in percent of the highest; anything above nothing can be seen. */
  long height(Bin bin) {
    return bin.count() == 0 ? 0 : Math.max(1, Math.round(100.0 * bin.count() / fullest()));
  }

  /** Whether there is more than one range to tell apart. */
  boolean varied() {
    return bins.stream().filter(bin -> bin.count() > 0).count() > 1;
  }

  /** Values in the fullest bin. */
  int fullest() {
    return bins.stream().mapToInt(Bin::count).max().orElse(0);
  }

  private static String range(long from) {
    return from == 1 ? "1" : Figures.grouped(from) + " to " + Figures.grouped(2 * from - 1);
  }

  private static int magnitude(long count) {
    return Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, count));
  }
}
