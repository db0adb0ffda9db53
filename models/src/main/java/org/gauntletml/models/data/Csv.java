package org.gauntletml.models.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.io.input.BOMInputStream;
import org.gauntletml.models.BadInput;

/**
 * Comma-separated rows, one example each, gzipped or not: numbers, and one column of labels, by
 * default the last. The first row may be a header; it is one if no feature in it is a number.
 * Labels are class numbers, or else class names, which are numbered in alphabetical order. Where an
 * input of several dimensions is expected, its values fill a row in 'c' order (channel, row,
 * column).
 */
public final class Csv implements DataFormat {
  private static final CSVFormat COMMAS =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).setTrim(true).get();

  Csv() {}

  /**
   * A data set from a stream, which is closed.
   *
   * @throws BadInput if a cell is no number, a row has another length than the first, or the
   *     examples do not fit {@code options}
   */
  public static Dataset read(String name, InputStream in, DataOptions options) throws IOException {
    try (DataFile file = DataFile.of(name, in)) {
      return examples(file, options).fit(name, options);
    }
  }

  @Override
  public boolean recognises(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(path)
        && Stream.of(".csv", ".csv.gz", ".txt", ".data").anyMatch(name::endsWith);
  }

  @Override
  public Examples read(Path path, DataOptions options) throws IOException {
    try (DataFile file = DataFile.open(path)) {
      return examples(file, options);
    }
  }

  private static Examples examples(DataFile file, DataOptions options) throws IOException {
    InputStream text = BOMInputStream.builder().setInputStream(file.stream()).get();
    try (Reader reader = new InputStreamReader(text, StandardCharsets.UTF_8);
        CSVParser rows = COMMAS.parse(reader)) {
      Columns columns = null;
      FloatList values = new FloatList(file.who());
      CsvLabels classes = new CsvLabels();
      for (CSVRecord row : rows) {
        String where = file.who() + ", line " + rows.getCurrentLineNumber();
        if (columns == null) {
          columns = Columns.of(where, row, options);
          if (columns.header) {
            continue;
          }
        }
        columns.addFeatures(where, row, values);
        classes.add(where, row.get(columns.label));
      }
      if (columns == null || classes.size() == 0) {
        throw BadInput.of(file.who(), "at least one row of numbers", "none");
      }
      return new Examples(
          file.who(),
          List.of((long) columns.count - 1),
          values.toArray(),
          classes.numbers(),
          Examples.numbers(classes.size()),
          classes.names(),
          columns.features,
          null);
    }
  }

  /**
   * What the first row tells.
   *
   * @param features their names, none without a header
   */
  private record Columns(int count, int label, boolean header, List<String> features) {
    static Columns of(String where, CSVRecord first, DataOptions options) {
      if (first.size() < 2) {
        throw BadInput.of(
            where,
            "at least one feature and a label, separated by commas",
            first.size() + " column");
      }
      List<String> names = first.toList();
      String named = options.labelColumn();
      int label = named == null ? first.size() - 1 : names.indexOf(named);
      if (label < 0) {
        throw BadInput.of(where, "a header with the label column " + named, names);
      }
      boolean header = true;
      for (int c = 0; c < names.size(); c++) {
        header &= c == label || !isNumber(names.get(c));
      }
      List<String> features = new ArrayList<>(header ? names : List.of());
      if (header) {
        features.remove(label);
      }
      return new Columns(first.size(), label, header, features);
    }

    void addFeatures(String where, CSVRecord row, FloatList values) {
      if (row.size() != count) {
        throw BadInput.of(where, count + " columns as in the first row", row.size());
      }
      for (int c = 0; c < count; c++) {
        if (c == label) {
          continue;
        }
        if (!isNumber(row.get(c))) {
          throw BadInput.of(
              where + ", column " + (c + 1), "a finite number", "\"" + row.get(c) + "\"");
        }
        values.add(Float.parseFloat(row.get(c)));
      }
    }

    private static boolean isNumber(String cell) {
      try {
        return Float.isFinite(Float.parseFloat(cell));
      } catch (NumberFormatException e) {
        return false;
      }
    }
  }
}
