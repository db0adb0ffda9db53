package org.gauntletml.harness.evaluation;

/** Where a long job tells how far it has come. An implementation never fails the job. */
@FunctionalInterface
public interface Progress {
  /**
   * Begins a task; close it when it is over, also when it stopped early.
   *
   * @param what is being done, a few words without a final stop: {@code pgd on 812 examples}
   * @param total steps the task will have at the most, 1 or more
   */
  Task start(String what, long total);

  /** Tells nobody: for a caller who wants the result only. */
  static Progress silent() {
    return (what, total) -> done -> {};
  }

  /** One task under way. */
  @FunctionalInterface
  interface Task extends AutoCloseable {
    /**
     * @param steps done since the last call, 0 or more
     */
    void advance(long steps);

    @Override
    default void close() {}
  }
}
