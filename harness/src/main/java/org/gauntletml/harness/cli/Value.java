package org.gauntletml.harness.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.models.BadInput;

/**
 * The value of an option as typed, which can be read as several types. What cannot be read as asked
 * is refused with a {@link BadInput} that names the option and quotes the value.
 *
 * @param option its name, without dashes
 */
record Value(String option, String text) {
  /** A whole number in this range; an error does not tell the range of all 64 bits. */
  long whole(long least, long most) {
    String range = least == Long.MIN_VALUE ? "" : " from " + least + " to " + most;
    return read(number -> Long.parseLong(number.strip()))
        .filter(value -> value >= least && value <= most)
        .orElseThrow(() -> expected("a whole number" + range));
  }

  /** A positive number. */
  double positive() {
    return Epsilon.parse("--" + option, text).value();
  }

  /** Decimal numbers or fractions between commas. */
  List<Double> reals() {
    return parts().map(part -> new Value(option, part).real()).toList();
  }

  private double real() {
    return read(Value::quotient)
        .orElseThrow(() -> expected("numbers between commas, such as 0.5,1/255"));
  }

  private static double quotient(String text) {
    String[] parts = text.split("/", 2);
    double value = Double.parseDouble(parts[0].strip());
    return parts.length == 1 ? value : value / Double.parseDouble(parts[1].strip());
  }

  /** Sizes between commas, such as {@code 3,32,32}. */
  List<Long> shape() {
    return read(all -> parts().map(size -> Long.valueOf(size.strip())).toList())
        .orElseThrow(() -> expected("whole numbers between commas"));
  }

  /** Names between commas, at least one, none twice. */
  List<String> names() {
    List<String> names = parts().map(String::strip).toList();
    if (names.contains("")) {
      throw expected("names between commas");
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw expected("each name once");
    }
    return names;
  }

  /** A file or folder, whether or not it is there. */
  Path path() {
    return read(Path::of).filter(path -> !text.isBlank()).orElseThrow(() -> expected("a path"));
  }

  /** The value as {@code reader} understands it; empty if it does not. */
  private <T> Optional<T> read(Function<String, T> reader) {
    try {
      return Optional.of(reader.apply(text));
    } catch (NumberFormatException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  private Stream<String> parts() {
    return Stream.of(text.split(",", -1));
  }

  private BadInput expected(String what) {
    return BadInput.of("--" + option, what, '"' + text + '"');
  }
}
