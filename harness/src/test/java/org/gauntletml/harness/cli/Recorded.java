package org.gauntletml.harness.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A console that remembers what it was told. */
final class Recorded {
  private final ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
  private final Console console;

  Recorded() {
    PrintStream err = new PrintStream(errBytes, true, StandardCharsets.UTF_8);
    console =
        new Console(
            new PrintStream(outBytes, true, StandardCharsets.UTF_8), err, new ProgressLines(err));
  }

  Console console() {
    return console;
  }

  String out() {
    return outBytes.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return errBytes.toString(StandardCharsets.UTF_8);
  }
}
