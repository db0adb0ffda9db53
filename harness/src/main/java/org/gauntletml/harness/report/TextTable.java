package org.gauntletml.harness.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table of text for a terminal, never wider than it is told. Columns are as wide as their widest
 * cell; if they do not fit together, the widest left-aligned ones are narrowed and their cells go
 * on below, broken between words where possible. Numbers, to the right, stay whole.
 */
public final class TextTable {
  private final int width;
  private final List<Column> columns = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();
  private String gap = "  ";

  /**
   * @param width no line is longer
   */
  public TextTable(int width) {
    this.width = width;
  }

  private record Column(String title, boolean right) {
    String pad(String cell, int width) {
      String blanks = " ".repeat(width - cell.length());
      return right ? blanks + cell : cell + blanks;
    }
  }

  /** Sets columns one blank apart instead of two. */
  public TextTable tight() {
    gap = " ";
    return this;
  }

  /** Adds a column of text, which may be narrowed. A title may have several lines. */
  public TextTable text(String title) {
    columns.add(new Column(title, false));
    return this;
  }

  /** Adds a column of numbers. */
  public TextTable number(String title) {
    columns.add(new Column(title, true));
    return this;
  }

  /**
   * Adds a row, a cell for each column.
   *
   * @throws IllegalArgumentException if there are more or fewer cells than columns
   */
  public TextTable row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "row: expected " + columns.size() + " cells, got " + cells.length + ".");
    }
    rows.add(List.of(cells));
    return this;
  }

  /** Adds a line across, to set the rows below apart. */
  public TextTable rule() {
    rows.add(List.of());
    return this;
  }

  /**
   * The lines, each ended, without trailing blanks.
   *
   * @throws IllegalStateException if the numbers alone are wider than the table
   */
  @Override
  public String toString() {
    List<String> titles = columns.stream().map(Column::title).toList();
    int[] widths = fit(titles);
    String rule = "-".repeat(Arrays.stream(widths).sum() + gap.length() * (widths.length - 1));
    Stream<String> body =
        rows.stream().flatMap(row -> row.isEmpty() ? Stream.of(rule) : lines(row, widths));
    return Stream.of(lines(titles, widths), Stream.of(rule), body)
        .flatMap(lines -> lines)
        .map(line -> line.stripTrailing() + System.lineSeparator())
        .collect(Collectors.joining());
  }

  private int[] fit(List<String> titles) {
    int[] widths = new int[columns.size()];
    Stream.concat(Stream.of(titles), rows.stream().filter(row -> !row.isEmpty()))
        .forEach(row -> Arrays.setAll(widths, c -> Math.max(widths[c], longest(row.get(c)))));
    int excess = Arrays.stream(widths).sum() + gap.length() * (widths.length - 1) - width;
    for (; excess > 0; excess--) {
      int widest =
          IntStream.range(0, widths.length)
              .filter(c -> !columns.get(c).right() && widths[c] > 1)
              .reduce((a, b) -> widths[b] > widths[a] ? b : a)
              .orElseThrow(() -> new IllegalStateException("numbers alone exceed " + width));
      widths[widest]--;
    }
    return widths;
  }

  private static int longest(String cell) {
    return cell.lines().mapToInt(String::length).max().orElse(0);
  }

  private Stream<String> lines(List<String> row, int[] widths) {
    List<List<String>> cells =
        IntStream.range(0, widths.length).mapToObj(c -> wrap(row.get(c), widths[c])).toList();
    int height = cells.stream().mapToInt(List::size).max().orElseThrow();
    return IntStream.range(0, height)
        .mapToObj(
            line ->
                IntStream.range(0, widths.length)
                    .mapToObj(
                        c -> {
                          List<String> cell = cells.get(c);
                          String part = line < cell.size() ? cell.get(line) : "";
                          return columns.get(c).pad(part, widths[c]);
                        })
                    .collect(Collectors.joining(gap)));
  }

  /** Breaks text into lines of at most {@code width}, between words where possible. */
  static List<String> wrap(String cell, int width) {
    List<String> lines = new ArrayList<>();
    for (String line : cell.split("\\R", -1)) {
      String left = line;
      while (left.length() > width) {
        int blank = left.lastIndexOf(' ', width);
        int end = blank > 0 ? blank : width;
        lines.add(left.substring(0, end));
        left = left.substring(end).stripLeading();
      }
      lines.add(left);
    }
    return lines;
  }
}
