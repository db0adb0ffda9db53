package org.gauntletml.attacks;

import java.time.Duration;

/** A point in time. Once passed, it stays so. */
@FunctionalInterface
public interface Deadline {
  /** One that never comes. */
  Deadline NEVER = () -> false;

  /** Whether it is behind us. */
  boolean passed();

  /** So long from now. */
  static Deadline in(Duration time) {
    long from = System.nanoTime();
    return () -> System.nanoTime() - from >= time.toNanos();
  }
}
