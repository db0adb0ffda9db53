package org.gauntletml.harness.cli;

import java.io.IOException;
import org.apache.commons.cli.Options;

/** One sub-command. */
interface Command {
  /** As typed after {@code gauntlet}. */
  String name();

  /** What it does, in one sentence without a final stop. */
  String summary();

  /** The options it knows, in the order the help shows them. */
  Options options();

  /**
   * Does the work.
   *
   * @param arguments parsed by {@link #options()}
   * @throws org.gauntletml.models.BadInput for the caller's mistake; nothing is left half-written
   */
  ExitStatus run(Arguments arguments, Console console) throws IOException;
}
