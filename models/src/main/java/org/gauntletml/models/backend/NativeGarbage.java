package org.gauntletml.models.backend;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps native memory flat. ND4J frees an array's memory when Java collects the small object that
 * stands for it, and Java has no reason to: its own heap stays nearly empty while gigabytes pile up
 * outside. So whoever makes arrays in a loop reports how much went by, and every so often the
 * collector is asked. Measured on PGD: resident memory flat instead of growing to the limit, for
 * about one percent of the time.
 */
public final class NativeGarbage {
  private static final long COLLECT_EVERY = 32L << 20;
  private static final AtomicLong PASSED = new AtomicLong();

  private NativeGarbage() {}

  /** Reports that a loop went over {@code values} floats again and left garbage in proportion. */
  @SuppressWarnings("ExplicitGarbageCollection")
  public static void passed(long values) {
    if (PASSED.addAndGet(values * Float.BYTES) > COLLECT_EVERY) {
      PASSED.set(0);
      System.gc();
    }
  }
}
