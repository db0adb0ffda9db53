package org.gauntletml.harness.cli;

/** How the process ends; the numbers are a promise to scripts. */
enum ExitStatus {
  SUCCESS(0),
  /**
   * The command ran, and a threshold or a check that was asked for does not hold, or a training
   * ended before its last epoch.
   */
  GATE_FAILED(1),
  /** The caller's mistake: an option, a file, data that do not fit the model. */
  BAD_INPUT(2),
  /**
   * A model outside this process stopped answering, or the budget for asking it is spent; what was
   * finished before is written. {@code EX_UNAVAILABLE} of sysexits.h.
   */
  NO_ANSWER(69),
  /** Ours, or the machine's: {@code EX_SOFTWARE} of sysexits.h. */
  INTERNAL_ERROR(70);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
