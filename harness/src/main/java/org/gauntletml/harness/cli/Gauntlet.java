package org.gauntletml.harness.cli;

import static org.gauntletml.harness.cli.CommandOption.flag;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.NearestName;
import org.gauntletml.models.NoAnswer;
import org.gauntletml.models.backend.NativeSettings;

/** The program: finds the command and turns the way it ends into an exit status. */
public final class Gauntlet {
  private static final String DEBUG = "debug";
  private static final String HELP = "help";
  private static final String VERSION = "version";

  static final List<Command> COMMANDS =
      List.of(
          new EvaluateCommand(),
          new TrainCommand(),
          new CertifyCommand(),
          new PredictCommand(),
          new InspectCommand(),
          new AttacksCommand(),
          new SuitesCommand());

  private final List<Command> commands;
  private final Console console;

  Gauntlet(List<Command> commands, Console console) {
    this.commands = List.copyOf(commands);
    this.console = console;
  }

  /** Runs one command and ends the process with its {@link ExitStatus}. */
  public static void main(String[] words) {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "gauntlet-logback.xml");
    }
    NativeSettings.prepare();
    Gauntlet gauntlet = new Gauntlet(COMMANDS, Console.ofProcess());
    System.exit(gauntlet.run(List.of(words)).code());
  }

  /** Version of this build, as in the manifest of the jar. */
  static String version() {
    return Optional.ofNullable(Gauntlet.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }

  ExitStatus run(List<String> words) {
    boolean debug = words.contains("--" + DEBUG);
    try {
      return dispatch(words);
    } catch (BadInput e) {
      console.err().println("gauntlet: " + e.getMessage());
      if (debug) {
        console.err().print(trace(e));
      }
      return ExitStatus.BAD_INPUT;
    } catch (NoAnswer e) {
      console.err().println("gauntlet: " + e.getMessage());
      if (debug) {
        console.err().print(trace(e));
      }
      return ExitStatus.NO_ANSWER;
    } catch (Throwable e) { // the last line of defence: whatever it is, tell it and end in order
      report(e, debug);
      return ExitStatus.INTERNAL_ERROR;
    }
  }

  private ExitStatus dispatch(List<String> words) throws IOException {
    Arguments leading = Arguments.parseLeading(globalOptions(), words);
    List<String> rest = leading.rest();
    if (leading.has(VERSION)) {
      console.out().println("gauntlet " + version());
      return ExitStatus.SUCCESS;
    }
    if (leading.has(HELP)) {
      new Help(console.out()).overview(commands, globalOptions());
      return ExitStatus.SUCCESS;
    }
    if (rest.isEmpty()) {
      new Help(console.err()).overview(commands, globalOptions());
      return ExitStatus.BAD_INPUT;
    }
    Command command = command(rest.get(0));
    Options options = everywhere(command.options());
    Arguments arguments = Arguments.parse(options, rest.subList(1, rest.size()));
    if (arguments.has(HELP)) {
      new Help(console.out()).of(command, options);
      return ExitStatus.SUCCESS;
    }
    return command.run(arguments, console);
  }

  private Command command(String name) {
    if (name.startsWith("-")) {
      throw Arguments.unknownOption(globalOptions(), name);
    }
    return commands.stream()
        .filter(command -> command.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                NearestName.unknown(
                    "command line",
                    "a command",
                    name,
                    commands.stream().map(Command::name).toList()));
  }

  private static Options globalOptions() {
    return everywhere(new Options()).addOption(flag(VERSION, "print the version and stop"));
  }

  private static Options everywhere(Options options) {
    return options
        .addOption(Option.builder("h").longOpt(HELP).desc("print this and stop").get())
        .addOption(flag(DEBUG, "print the full trace of an error"));
  }

  private void report(Throwable error, boolean debug) {
    console.err().println("gauntlet: internal error: " + error);
    if (error instanceof OutOfMemoryError) {
      console.err().println("gauntlet: a smaller --batch needs less memory");
    }
    if (debug) {
      console.err().print(trace(error));
      return;
    }
    try {
      Path file = Files.createTempFile("gauntlet-error-", ".txt");
      Files.writeString(file, "gauntlet " + version() + System.lineSeparator() + trace(error));
      console.err().println("gauntlet: the full trace is in " + file);
    } catch (IOException e) {
      console.err().println("gauntlet: the full trace could not be written: " + e);
      console.err().print(trace(error));
    }
  }

  private static String trace(Throwable error) {
    StringWriter trace = new StringWriter();
    error.printStackTrace(new PrintWriter(trace, true));
    return trace.toString();
  }
}
