package org.gauntletml.models.data;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.gauntletml.models.BadInput;

/** A column of labels: all class numbers, or all class names, as the first one decides. */
final class CsvLabels {
  /** Whole numbers, also as a table of floating-point numbers prints them. */
  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,9}(\\.0*)?");

  private final List<String> cells = new ArrayList<>();
  private boolean numbers;

  /**
   * @throws BadInput if the label is empty, or a name among numbers or the other way round
   */
  void add(String where, String cell) {
    boolean number = WHOLE.matcher(cell).matches();
    if (cells.isEmpty()) {
      numbers = number;
    }
    if (cell.isEmpty() || number != numbers) {
      throw BadInput.of(
          where,
          numbers ? "a class number as label" : "a class name as label, as in the rows before",
          "\"" + cell + "\"");
    }
    cells.add(cell);
  }

  int size() {
    return cells.size();
  }

  /** The class names in the order of their numbers; empty if the column holds numbers. */
  List<String> names() {
    return numbers ? List.of() : List.copyOf(new TreeSet<>(cells));
  }

  int[] numbers() {
    List<String> names = names();
    return cells.stream()
        .mapToInt(cell -> numbers ? (int) Double.parseDouble(cell) : names.indexOf(cell))
        .toArray();
  }
}
