package org.gauntletml.harness.cli;

import java.io.PrintStream;
import java.util.Map;
import org.gauntletml.harness.evaluation.Progress;
import org.gauntletml.models.backend.NativeProcess;

/**
 * The person or the log file we talk to.
 *
 * @param out takes results, and nothing else
 * @param err takes everything else: progress, warnings, errors
 * @param progress shows how far a job has come, on {@code err}
 */
record Console(PrintStream out, PrintStream err, Progress progress) {
  /** Columns of text everywhere: help, tables, the progress bar. */
  static final int WIDTH = 80;

  /**
   * The streams of this process. From now on {@link System#out} leads to standard error, because
   * libraries print there and results must stay clean. Progress is a bar where standard error is a
   * terminal, else lines.
   */
  static Console ofProcess() {
    PrintStream out = System.out;
    PrintStream err = System.err;
    System.setOut(err);
    boolean bar = wantsBar(System.getenv()) && NativeProcess.isTerminal(2);
    return new Console(out, err, bar ? new ProgressBars(err) : new ProgressLines(err));
  }

  /** Not on a build server, not for a person who turned decoration off. */
  static boolean wantsBar(Map<String, String> environment) {
    return !environment.containsKey("CI")
        && !environment.containsKey("NO_COLOR")
        && !"dumb".equals(environment.get("TERM"));
  }
}
