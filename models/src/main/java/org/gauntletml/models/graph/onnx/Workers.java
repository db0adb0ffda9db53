package org.gauntletml.models.graph.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Shares out numbered tasks over threads; the caller is one of them. Threads that idle sleep. */
final class Workers {
  private final int threads;
  private final ExecutorService others;

  Workers(int threads) {
    this.threads = threads;
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            Math.max(threads - 1, 1),
            Math.max(threads - 1, 1),
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "gauntlet-graph");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    this.others = pool;
  }

  int threads() {
    return threads;
  }

  /** Runs tasks 0 to {@code count - 1}; returns when all are done, or throws what one threw. */
  void run(int count, IntConsumer task) {
    AtomicInteger next = new AtomicInteger();
    Runnable loop =
        () -> {
          for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            task.accept(i);
          }
        };
    List<Future<?>> helpers = new ArrayList<>();
    for (int i = 1; i < Math.min(threads, count); i++) {
      helpers.add(others.submit(loop));
    }
    RuntimeException failure = null;
    try {
      loop.run();
    } catch (RuntimeException e) {
      next.set(count);
      failure = e;
    }
    for (Future<?> helper : helpers) {
      try {
        helper.get();
      } catch (ExecutionException e) {
        failure = e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e);
      } catch (InterruptedException e) {
        // native code is writing into our memory: the tasks must end first
        Thread.currentThread().interrupt();
        failure = new IllegalStateException("interrupted while a graph was running", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
