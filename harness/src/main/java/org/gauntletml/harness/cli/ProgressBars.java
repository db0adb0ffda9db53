package org.gauntletml.harness.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.gauntletml.harness.evaluation.Progress;

/** A bar that moves, with the time that is left; for terminals. */
record ProgressBars(PrintStream err) implements Progress {
  @Override
  public Task start(String what, long total) {
    return new Bar(
        ProgressBar.builder()
            .setTaskName(what)
            .setInitialMax(total)
            .setStyle(ProgressBarStyle.ASCII)
            .setConsumer(new ConsoleProgressBarConsumer(err, Console.WIDTH))
            .build());
  }

  private record Bar(ProgressBar bar) implements Task {
    @Override
    public void advance(long steps) {
      bar.stepBy(steps);
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}
