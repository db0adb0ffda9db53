package org.gauntletml.attacks.stateful;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.gauntletml.models.InputSpec;

/**
 * Fingerprints of queries as Blacklight takes them (Li et al. 2022, arXiv 2006.14042), with the
 * settings of its authors' code: a salt is added to every feature, which is then rounded to steps
 * of 50 of 255; every window of 20 features in a row is hashed, and the 50 largest of the different
 * hashes are the fingerprint. Deviations: 32 bits of a rolling polynomial hash instead of SHA-256,
 * as nobody tries to find collisions here, and a salt that is the same in every run.
 */
final class Fingerprints {
  static final int SIZE = 50;
  static final int WINDOW = 20;

  private static final double RANGE = 255;
  private static final double STEP = 50;
  private static final long SALT = 666;
  private static final long BASE = 0x9e3779b97f4a7c15L;

  private final InputSpec input;
  private final double[] salt;
  private final int window;
  private final long leaving;

  Fingerprints(InputSpec input) {
    this.input = input;
    salt = new SplittableRandom(SALT).doubles(input.features(), 0, RANGE).toArray();
    window = Math.min(WINDOW, salt.length);
    long power = 1;
    for (int i = 1; i < window; i++) {
      power *= BASE;
    }
    leaving = power;
  }

  /**
   * The fingerprint of a query: at most {@value #SIZE} different numbers, ascending.
   *
   * @param from where its features begin among {@code values}
   */
  int[] of(float[] values, int from) {
    int[] largest = new int[SIZE];
    int count = 0;
    long hash = 0;
    long[] levels = levels(values, from);
    for (int i = 0; i < levels.length; i++) {
      hash = i < window ? hash : hash - levels[i - window] * leaving;
      hash = hash * BASE + levels[i];
      if (i >= window - 1) {
        count = insert(mixed(hash), largest, count);
      }
    }
    return Arrays.copyOf(largest, count);
  }

  private long[] levels(float[] values, int from) {
    long[] levels = new long[salt.length];
    double scale = RANGE / (input.upper() - input.lower());
    for (int i = 0; i < levels.length; i++) {
      double salted = ((values[from + i] - input.lower()) * scale + salt[i]) % RANGE;
      levels[i] = 1 + (long) Math.rint(salted / STEP);
    }
    return levels;
  }

  /** Keeps the largest different numbers, ascending; returns how many there are now. */
  private static int insert(int hash, int[] largest, int count) {
    if (count == SIZE && hash <= largest[0]) {
      return count;
    }
    int place = Arrays.binarySearch(largest, 0, count, hash);
    if (place >= 0) {
      return count;
    }
    int at = -place - 1;
    if (count < SIZE) {
      System.arraycopy(largest, at, largest, at + 1, count - at);
      largest[at] = hash;
      return count + 1;
    }
    System.arraycopy(largest, 1, largest, 0, at - 1);
    largest[at - 1] = hash;
    return count;
  }

  private static int mixed(long z) {
    long mixed = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return (int) ((mixed ^ (mixed >>> 31)) >>> 32);
  }

  /** How many numbers two fingerprints share. */
  static int shared(int[] a, int[] b) {
    int shared = 0;
    for (int i = 0, j = 0; i < a.length && j < b.length; ) {
      if (a[i] == b[j]) {
        shared++;
        i++;
        j++;
      } else if (a[i] < b[j]) {
        i++;
      } else {
        j++;
      }
    }
    return shared;
  }
}
