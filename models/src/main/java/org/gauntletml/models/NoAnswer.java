package org.gauntletml.models;

/**
 * A model outside this process stopped answering, answers nonsense, or may not be asked any more.
 * Nobody here can go on, but what was finished before is worth keeping. Told as one sentence: who,
 * what was expected, what came, and what to do.
 */
public final class NoAnswer extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private NoAnswer(String message) {
    super(message);
  }

  /**
   * @param who the model that was asked
   * @param expected what it should have done
   * @param got what it did
   */
  public static NoAnswer of(String who, String expected, Object got) {
    return new NoAnswer(who + ": expected " + expected + ", got " + got + ".");
  }

  /** What the model said is wrong in the way {@code wrong} tells. */
  public static NoAnswer because(BadInput wrong) {
    NoAnswer answer = new NoAnswer(String.valueOf(wrong.getMessage()));
    answer.initCause(wrong);
    return answer;
  }

  /** The same with advice appended; {@code advice} is a sentence without a final stop. */
  public NoAnswer hint(String advice) {
    return new NoAnswer(getMessage() + " " + advice + ".");
  }
}
