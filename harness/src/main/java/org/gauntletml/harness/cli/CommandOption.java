package org.gauntletml.harness.cli;

import org.apache.commons.cli.Option;

/** How options are declared. All have a long name only. */
final class CommandOption {
  private CommandOption() {}

  /**
   * An option with a value.
   *
   * @param value what the help calls it
   */
  static Option option(String name, String value, String what) {
    return Option.builder().longOpt(name).hasArg().argName(value).desc(what).get();
  }

  /** An option with a value that may be given several times. */
  static Option several(String name, String value, String what) {
    return Option.builder().longOpt(name).hasArgs().argName(value).desc(what).get();
  }

  /** An option without a value. */
  static Option flag(String name, String what) {
    return Option.builder().longOpt(name).desc(what).get();
  }
}
