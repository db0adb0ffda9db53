package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GauntletTest {
  private final Recorded recorded = new Recorded();

  private ExitStatus run(String line) {
    List<String> words = line.isEmpty() ? List.of() : List.of(line.split(" "));
    return new Gauntlet(List.of(new Greet()), recorded.console()).run(words);
  }

  /** Greets, or comes to grief in the way it is told. */
  private static final class Greet implements Command {
    @Override
    public String name() {
      return "greet";
    }

    @Override
    public String summary() {
      return "Says hello to somebody";
    }

    @Override
    public Options options() {
      return new Options()
          .addOption(Option.builder().longOpt("who").hasArg().argName("NAME").desc("whom").get())
          .addOption(Option.builder().longOpt("gate").desc("fail the gate").get());
    }

    @Override
    public ExitStatus run(Arguments arguments, Console console) throws IOException {
      String who = arguments.text("who").orElse("world");
      switch (who) {
        case "nobody" -> throw BadInput.of("--who", "somebody", "nobody");
        case "null" -> throw new NullPointerException("greeting is null");
        case "disk" -> throw new IOException("No space left on device");
        case "elephant" -> throw new OutOfMemoryError("Physical memory usage is too high");
        default -> console.out().println("hello " + who);
      }
      return arguments.has("gate") ? ExitStatus.GATE_FAILED : ExitStatus.SUCCESS;
    }
  }

  @Test
  void aCommandRunsWithItsOptions() {
    assertThat(run("greet --who Ada")).isEqualTo(ExitStatus.SUCCESS);
    assertThat(recorded.out()).isEqualTo("hello Ada" + System.lineSeparator());
    assertThat(recorded.err()).isEmpty();
  }

  @Test
  void theCommandDecidesTheStatus() {
    assertThat(run("greet --gate").code()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "--debug --help"})
  void helpListsTheCommands(String line) {
    assertThat(run(line)).isEqualTo(ExitStatus.SUCCESS);
    assertThat(recorded.out())
        .contains("Usage: gauntlet COMMAND", "greet    Says hello to somebody", "--version");
  }

  @Test
  void helpOfACommandListsItsOptionsInOrder() {
    assertThat(run("greet --help")).isEqualTo(ExitStatus.SUCCESS);
    assertThat(recorded.out().lines())
        .containsExactly(
            "Says hello to somebody.",
            "",
            "Usage: gauntlet greet [options]",
            "",
            "Option",
            "----------------------------------------------",
            "--who <NAME>  whom",
            "--gate        fail the gate",
            "-h, --help    print this and stop",
            "--debug       print the full trace of an error");
  }

  @Test
  void withoutACommandTheHelpIsAnError() {
    assertThat(run("").code()).isEqualTo(2);
    assertThat(recorded.out()).isEmpty();
    assertThat(recorded.err()).contains("Usage: gauntlet COMMAND");
  }

  @Test
  void theVersionIsOneLine() {
    assertThat(run("--version")).isEqualTo(ExitStatus.SUCCESS);
    assertThat(recorded.out().lines()).singleElement().asString().startsWith("gauntlet ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "greeet | command line: expected a command, got \"greeet\". Did you mean greet? Known are"
            + " greet.",
        "--hlep | command line: expected a known option, got \"--hlep\". Did you mean --help? Known"
            + " are --help, --debug, --version.",
        "greet --whom Ada | command line: expected a known option, got \"--whom\". Did you mean"
            + " --who? Known are --who, --gate, --help, --debug.",
        "greet --who=Ada --who=Bob | --who: expected to be given once, got it twice.",
        "greet --who | --who: expected a value, got none.",
        "greet Ada | command line: expected options only, got \"Ada\".",
        "greet --who nobody | --who: expected somebody, got nobody."
      })
  void theCallersMistakeIsOneLineAndStatus2(String line, String message) {
    assertThat(run(line).code()).isEqualTo(2);
    assertThat(recorded.err()).isEqualTo("gauntlet: " + message + System.lineSeparator());
    assertThat(recorded.out()).isEmpty();
  }

  @Test
  void debugShowsTheTraceOfAMistakeToo() {
    assertThat(run("greet --who nobody --debug").code()).isEqualTo(2);
    assertThat(recorded.err()).contains("at " + Greet.class.getName());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null | java.lang.NullPointerException: greeting is null",
        "disk | java.io.IOException: No space left on device"
      })
  void ourMistakeIsOneLineAndTheTraceIsKept(String who, String message) throws IOException {
    assertThat(run("greet --who " + who).code()).isEqualTo(70);

    List<String> lines = recorded.err().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).isEqualTo("gauntlet: internal error: " + message);
    String where = "gauntlet: the full trace is in ";
    assertThat(lines.get(1)).startsWith(where);
    Path file = Path.of(lines.get(1).substring(where.length()));
    assertThat(file).content().contains(message, "at " + Greet.class.getName());
    Files.delete(file);
  }

  @Test
  void debugShowsTheTraceOfOurMistake() {
    assertThat(run("greet --who null --debug").code()).isEqualTo(70);
    assertThat(recorded.err())
        .contains("at " + Greet.class.getName())
        .doesNotContain("full trace is in");
  }

  @Test
  void lackOfMemoryComesWithAdvice() {
    assertThat(run("--debug greet --debug --who elephant").code()).isEqualTo(70);
    assertThat(recorded.err())
        .contains("Physical memory usage is too high", "a smaller --batch needs less memory");
  }
}
