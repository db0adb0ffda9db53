package org.gauntletml.harness.report;

/** What became of one example under one attack. */
enum ExampleStatus {
  /** Attacked, and still classified correctly. */
  ROBUST("robust"),
  /** This attack broke it. */
  BROKEN("broken"),
  /** The model was wrong without an attack; nothing to break. */
  MISCLASSIFIED("misclassified"),
  /** An attack before this one broke it. */
  BROKEN_BEFORE("broken-before"),
  /** Attacked, but no adversarial point was found to start from: nothing follows. */
  NO_START("no-start"),
  /** The time limit came before this attack was done with it: nothing follows. */
  NOT_FINISHED("not-finished"),
  /** Classified correctly, and this attack left it out. */
  NOT_ATTACKED("not-attacked");

  private final String text;

  ExampleStatus(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
