package org.gauntletml.harness.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How often values fall into each of several ranges.
 *
 * @param bins ascending and without gaps
 * @param first where the first bin begins
 * @param last where the last bin ends
 */
record Histogram(List<Bin> bins, String first, String last) {
  private static final int BINS = 16;

  /** A range in words, and how many values are in it. */
  record Bin(String range, int count) {}

  /** Sizes in bins of equal width between 0 and the largest. */
  static Histogram ofSizes(double[] sizes) {
    double largest = Arrays.stream(sizes).max().orElse(0);
    int[] counts = new int[BINS];
    for (double size : sizes) {
      counts[largest > 0 ? (int) Math.min(BINS - 1, BINS * size / largest) : 0]++;
    }
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < BINS; i++) {
      String range =
          Figures.number(largest * i / BINS) + " to " + Figures.number(largest * (i + 1) / BINS);
      bins.add(new Bin(range, counts[i]));
    }
    return new Histogram(bins, "0", Figures.number(largest));
  }

  /** Counts of 1 or more in bins that double: 1, 2 to 3, 4 to 7, ... */
  static Histogram ofCounts(long[] counts) {
    int[] doubled = new int[Long.SIZE];
    for (long count : counts) {
      doubled[magnitude(count)]++;
    }
    int last = magnitude(LongStream.of(counts).max().orElse(1));
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i <= last; i++) {
      long from = 1L << i;
      String range = i == 0 ? "1" : Figures.grouped(from) + " to " + Figures.grouped(2 * from - 1);
      bins.add(new Bin(range, doubled[i]));
    }
    return new Histogram(bins, "1", Figures.grouped((2L << last) - 1));
  }

  /** Share of the fullest bin, in percent of it: how high a bar is. */
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

  private static int magnitude(long count) {
    return Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, count));
  }
}
