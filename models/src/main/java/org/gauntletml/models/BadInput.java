package org.gauntletml.models;

/**
 * The caller's mistake, told as one sentence: who complains, what it expected, what it got, and
 * what to do about it. The command line prints the message and exits with status 2, never a stack
 * trace.
 */
public final class BadInput extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private BadInput(String message) {
    super(message);
  }

  /**
   * @param who the option, file, class or parameter that refuses, e.g. {@code --eps} or {@code
   *     digits.csv, line 17}
   * @param expected what it would have accepted
   * @param got what it was given, quoted as given
   */
  public static BadInput of(String who, String expected, Object got) {
    return new BadInput(who + ": expected " + expected + ", got " + got + ".");
  }

  /** The same mistake, told by {@code where} it was made: a file, or a place in it. */
  public BadInput in(String where) {
    return new BadInput(where + ", " + getMessage());
  }

  /** The same mistake with advice appended; {@code advice} is a sentence without a final stop. */
  public BadInput hint(String advice) {
    return new BadInput(getMessage() + " " + advice + ".");
  }
}
