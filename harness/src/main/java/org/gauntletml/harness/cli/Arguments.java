package org.gauntletml.harness.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.CommandLineParser;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import org.gauntletml.attacks.Epsilon;
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
      throw BadInput.of("command line", "options only", quote(line.getArgList().get(0)));
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

  private static String quote(String text) {
    return '"' + text + '"';
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

  /** A whole number, {@code least} or more. */
  int count(String option, int least, int otherwise) {
    return text(option)
        .map(text -> Math.toIntExact(whole(option, text, least, Integer.MAX_VALUE)))
        .orElse(otherwise);
  }

  /** A positive number. */
  Optional<Double> positive(String option) {
    return text(option).map(text -> Epsilon.parse("--" + option, text).value());
  }

  /** Decimal numbers or fractions between commas; none if the option is not there. */
  List<Double> reals(String option) {
    return text(option).stream()
        .flatMap(text -> Stream.of(text.split(",", -1)))
        .map(part -> real(option, part))
        .toList();
  }

  private static double real(String option, String text) {
    String[] parts = text.split("/", -1);
    try {
      double value = Double.parseDouble(parts[0].strip());
      if (parts.length <= 2) {
        return parts.length == 1 ? value : value / Double.parseDouble(parts[1].strip());
      }
    } catch (NumberFormatException e) {
      throw BadInput.of("--" + option, "numbers between commas, such as 0.5,1/255", quote(text));
    }
    throw BadInput.of("--" + option, "numbers between commas, such as 0.5,1/255", quote(text));
  }

  /** Sizes between commas, such as {@code 3,32,32}; empty if the option is not there. */
  Optional<List<Long>> shape(String option) {
    return text(option).map(text -> shape(option, text));
  }

  private static List<Long> shape(String option, String text) {
    try {
      return Stream.of(text.split(",", -1)).map(size -> Long.valueOf(size.strip())).toList();
    } catch (NumberFormatException e) {
      throw BadInput.of("--" + option, "whole numbers between commas", quote(text));
    }
  }

  /** Any whole number of 64 bits. */
  long seed(String option, long otherwise) {
    return text(option)
        .map(text -> whole(option, text, Long.MIN_VALUE, Long.MAX_VALUE))
        .orElse(otherwise);
  }

  private static long whole(String option, String text, long least, long most) {
    String range = least == Long.MIN_VALUE ? "" : " from " + least + " to " + most;
    try {
      long value = Long.parseLong(text.strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw BadInput.of("--" + option, "a whole number" + range, quote(text));
    }
    throw BadInput.of("--" + option, "a whole number" + range, quote(text));
  }

  /** Names between commas, at least one, none twice. */
  List<String> names(String option) {
    String text = text(option).orElse("");
    List<String> names = Stream.of(text.split(",", -1)).map(String::strip).toList();
    if (names.contains("")) {
      throw BadInput.of("--" + option, "names between commas", quote(text));
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw BadInput.of("--" + option, "each name once", quote(text));
    }
    return names;
  }

  /** A file or folder, whether or not it is there. */
  Optional<Path> path(String option) {
    return text(option).map(text -> path(option, text));
  }

  /** A file or folder that an option names, whether or not it is there. */
  static Path path(String option, String text) {
    try {
      if (!text.isBlank()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      throw BadInput.of("--" + option, "a path", quote(text)).hint(e.getReason());
    }
    throw BadInput.of("--" + option, "a path", quote(text));
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
