package org.gauntletml.harness.report;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gauntletml.harness.evaluation.AttackedExample;
import org.gauntletml.harness.evaluation.ExampleRecord;
import org.gauntletml.harness.evaluation.Rate;
import org.gauntletml.harness.evaluation.RunRecord;

/**
 * The result by true class, and which classes the attacks turned its examples into.
 *
 * @param rows by class; only the least robust ones where there are many
 * @param classes that occur as a true class
 * @param columns classes that {@link Row#turned} counts; none where that would not fit on a page
 */
record ClassTable(List<Row> rows, int classes, List<Integer> columns) {
  private static final int MOST_ROWS = 30;
  private static final int MOST_COLUMNS = 12;

  /**
   * One true class.
   *
   * @param turned broken examples by the class the model took them for, at its smallest
   *     perturbation
   */
  record Row(int label, Rate clean, Rate robust, Map<Integer, Integer> turned) {
    int turned(int into) {
      return turned.getOrDefault(into, 0);
    }

    int broken() {
      return clean.count() - robust.count();
    }

    /** Share of the broken examples that became this class, in percent. */
    long shade(int into) {
      return broken() == 0 ? 0 : Math.round(100.0 * turned(into) / broken());
    }

    /** The class most of the broken examples became, -1 where none was broken. */
    int mostly() {
      return turned.keySet().stream().max(Comparator.comparingInt(this::turned)).orElse(-1);
    }
  }

  static ClassTable of(RunRecord run) {
    Map<Integer, AttackedExample> broken =
        run.worstCase().examples().stream()
            .filter(AttackedExample::success)
            .collect(Collectors.toMap(AttackedExample::example, attacked -> attacked));
    TreeMap<Integer, List<Integer>> byLabel =
        IntStream.range(0, run.examples().size())
            .boxed()
            .collect(
                Collectors.groupingBy(
                    i -> run.examples().get(i).label(), TreeMap::new, Collectors.toList()));
    List<Row> rows =
        byLabel.entrySet().stream().map(e -> row(run, e.getKey(), e.getValue(), broken)).toList();
    List<Integer> columns =
        rows.stream()
            .flatMap(row -> Stream.concat(Stream.of(row.label), row.turned.keySet().stream()))
            .distinct()
            .sorted()
            .toList();
    boolean fits = !broken.isEmpty() && columns.size() <= MOST_COLUMNS;
    return new ClassTable(
        rows.size() <= MOST_ROWS ? rows : leastRobust(rows),
        rows.size(),
        fits ? columns : List.of());
  }

  private static Row row(
      RunRecord run, int label, List<Integer> examples, Map<Integer, AttackedExample> broken) {
    Map<Integer, Integer> turned = new HashMap<>();
    examples.stream()
        .map(broken::get)
        .filter(Objects::nonNull)
        .forEach(attacked -> turned.merge(attacked.prediction(), 1, Integer::sum));
    long correct =
        examples.stream().map(run.examples()::get).filter(ExampleRecord::correct).count();
    int lost = turned.values().stream().mapToInt(Integer::intValue).sum();
    return new Row(
        label,
        new Rate((int) correct, examples.size()),
        new Rate((int) correct - lost, examples.size()),
        turned);
  }

  private static List<Row> leastRobust(List<Row> rows) {
    return rows.stream()
        .sorted(
            Comparator.comparingDouble((Row row) -> row.robust.value()).thenComparing(Row::label))
        .limit(MOST_ROWS)
        .toList();
  }
}
