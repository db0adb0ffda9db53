package org.gauntletml.models.graph;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.LongFunction;

/**
 * Things bound to memory for one batch size, kept for the next call of that size: that of a running
 * attack, and that of a last, partial batch. Keeps the most recently used ones, as many as fill a
 * few times the largest.
 */
final class Pool<T extends Pool.Sized> {
  private static final int IDLE = 2 + Runtime.getRuntime().availableProcessors();

  /** Something that holds native memory for a batch size. */
  interface Sized {
    long batch();

    void close();
  }

  private final LongFunction<T> make;
  private final Deque<T> idle = new ArrayDeque<>();
  private boolean closed;

  Pool(LongFunction<T> make) {
    this.make = make;
  }

  /** One that nobody else uses until it is given back. */
  T take(long batch) {
    synchronized (idle) {
      for (Iterator<T> i = idle.iterator(); i.hasNext(); ) {
        T candidate = i.next();
        if (candidate.batch() == batch) {
          i.remove();
          return candidate;
        }
      }
    }
    return make.apply(batch);
  }

  /** Keeps it for the next {@link #take}, or closes it and what has waited longest. */
  void give(T used) {
    synchronized (idle) {
      idle.addFirst(used);
      long largest = idle.stream().mapToLong(Sized::batch).max().orElse(0);
      long room = closed ? 0 : IDLE * largest;
      for (Iterator<T> i = idle.iterator(); i.hasNext(); ) {
        T candidate = i.next();
        room -= candidate.batch();
        if (room < 0) {
          i.remove();
          candidate.close();
        }
      }
    }
  }

  /** Closes what is idle, and later what is given back. */
  void close() {
    synchronized (idle) {
      closed = true;
      idle.forEach(Sized::close);
      idle.clear();
    }
  }
}
