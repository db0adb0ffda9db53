package org.gauntletml.harness.cli;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.CommandLineParser;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.NearestName;

/** The options of one call, read as types. Every refusal names the option. */
final class Arguments {
  private static final String PLAIN = "[A-Za-z0-9_./:=,+-]+";

  private final CommandLine line;
  private final List<String> words;

  private Arguments(CommandLine line, List<String> words) {
    this.line = line;
    this.words = List.copyOf(words);
  }

  /**
   * Parses what was typed after the command.
   *
   * @throws BadInput for an unknown option, one without its value or given twice, or a word that
   *     belongs to no option
   */
  static Arguments parse(Options options, List<String> words) {
    CommandLine line = parse(options, words, false);
    if (!line.getArgList().isEmpty()) {
      throw BadInput.of("command line", "options only", '"' + line.getArgList().get(0) + '"');
    }
    return new Arguments(line, words);
  }

  /** Parses up to the first word that is no option; that one and the rest are {@link #rest()}. */
  static Arguments parseLeading(Options options, List<String> words) {
    return new Arguments(parse(options, words, true), words);
  }

  private static CommandLine parse(Options options, List<String> words, boolean stopAtNonOption) {
    CommandLineParser parser = DefaultParser.builder().setAllowPartialMatching(false).get();
    try {
      CommandLine line = parser.parse(options, words.toArray(String[]::new), stopAtNonOption);
      refuseRepeated(line);
      return line;
    } catch (UnrecognizedOptionException e) {
      throw unknownOption(options, e.getOption());
    } catch (MissingArgumentException e) {
      throw BadInput.of(name(e.getOption()), "a value", "none");
    } catch (ParseException e) {
      throw new IllegalStateException("No option is required or exclusive", e);
    }
  }

  static BadInput unknownOption(Options options, String typed) {
    List<String> known = options.getOptions().stream().map(Arguments::name).toList();
    return NearestName.unknown("command line", "a known option", typed, known);
  }

  private static void refuseRepeated(CommandLine line) {
    HashSet<String> seen = new HashSet<>();
    for (Option option : line.getOptions()) {
      if (!seen.add(name(option)) && !option.hasArgs()) {
        throw BadInput.of(name(option), "to be given once", "it twice");
      }
    }
  }

  private static String name(Option option) {
    return "--" + option.getLongOpt();
  }

  /** What {@link #parseLeading} left alone. */
  List<String> rest() {
    return line.getArgList();
  }

  /** Whether an option without a value is there. */
  boolean has(String option) {
    return line.hasOption(option);
  }

  /** The values of an option that may be given several times, as typed. */
  List<String> texts(String option) {
    String[] values = line.getOptionValues(option);
    return values == null ? List.of() : List.of(values);
  }

  /** The value as typed, the first of several. */
  Optional<String> text(String option) {
    return Optional.ofNullable(line.getOptionValue(option));
  }

  private Optional<Value> value(String option) {
    return text(option).map(text -> new Value(option, text));
  }

  /** A whole number, {@code least} or more. */
  int count(String option, int least, int otherwise) {
    return value(option)
        .map(value -> Math.toIntExact(value.whole(least, Integer.MAX_VALUE)))
        .orElse(otherwise);
  }

  /** Any whole number of 64 bits. */
  long seed(String option, long otherwise) {
    return value(option)
        .map(value -> value.whole(Long.MIN_VALUE, Long.MAX_VALUE))
        .orElse(otherwise);
  }

  /** A positive number. */
  Optional<Double> positive(String option) {
    return value(option).map(Value::positive);
  }

  /** Decimal numbers or fractions between commas; none if the option is not there. */
  List<Double> reals(String option) {
    return value(option).map(Value::reals).orElse(List.of());
  }

  /** Sizes between commas, such as {@code 3,32,32}; empty if the option is not there. */
  Optional<List<Long>> shape(String option) {
    return value(option).map(Value::shape);
  }

  /** Names between commas, at least one, none twice. */
  List<String> names(String option) {
    return new Value(option, text(option).orElse("")).names();
  }

  /** A file or folder, whether or not it is there. */
  Optional<Path> path(String option) {
    return value(option).map(Value::path);
  }

  /** The words as a shell takes them, each after a blank. */
  @Override
  public String toString() {
    return words.stream()
        .map(word -> word.matches(PLAIN) ? word : "'" + word.replace("'", "'\\''") + "'")
        .map(word -> " " + word)
        .collect(Collectors.joining());
  }
}
