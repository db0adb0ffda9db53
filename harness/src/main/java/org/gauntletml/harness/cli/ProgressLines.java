package org.gauntletml.harness.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.gauntletml.harness.evaluation.Progress;

/**
 * A line when a task starts, when it ends, and in between for every tenth of the work, but not more
 * often than each second; for log files. A tenth that takes longer than ten seconds is told in
 * parts.
 */
final class ProgressLines implements Progress {
  private static final double OFTEN = 1;
  private static final double SELDOM = 10;

  private final PrintStream err;
  private final LongSupplier nanoTime;

  ProgressLines(PrintStream err) {
    this(err, System::nanoTime);
  }

  ProgressLines(PrintStream err, LongSupplier nanoTime) {
    this.err = err;
    this.nanoTime = nanoTime;
  }

  @Override
  public Task start(String what, long total) {
    err.println(what + " ...");
    return new Lines(what, total);
  }

  private final class Lines implements Task {
    private final String what;
    private final long total;
    private final long begin = nanoTime.getAsLong();
    private long done;
    private long toldTenths;
    private double toldAt;

    Lines(String what, long total) {
      this.what = what;
      this.total = total;
    }

    @Override
    public void advance(long steps) {
      done += steps;
      long tenths = 10 * done / total;
      double now = seconds();
      boolean due = tenths > toldTenths ? now - toldAt >= OFTEN : now - toldAt >= SELDOM;
      if (due && done < total) {
        toldTenths = tenths;
        toldAt = now;
        tell(100 * done / total + "%", now);
      }
    }

    @Override
    public void close() {
      tell("done", seconds());
    }

    private void tell(String state, double seconds) {
      err.println(
          String.format(
              Locale.ROOT, "%s: %s, %d of %d, %.1f s", what, state, done, total, seconds));
    }

    private double seconds() {
      return (nanoTime.getAsLong() - begin) / 1e9;
    }
  }
}
