package org.gauntletml.models.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gauntletml.models.data.Refusals.assertRefused;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {
  @TempDir private Path folder;

  @Test
  void theLastColumnHoldsTheLabels() throws IOException {
    Dataset data = load("0.5,1,3\n.25, 1e-3 ,0\n");

    assertThat(data.spec()).isEqualTo(InputSpec.unit(2));
    assertThat(data.inputs().data().asFloat()).containsExactly(.5f, 1, .25f, .001f);
    assertThat(data.labels()).containsExactly(3, 0);
    assertThat(data.classNames()).isEmpty();
  }

  @Test
  void aHeaderIsSkippedAndMayNameTheLabels() throws IOException {
    String table = "\uFEFFkind,a,b\n2,0.5,1\n\"1\",0.25,0\n";

    Dataset data = Datasets.load(file(table), DataOptions.DEFAULT.labelledBy("kind"));

    assertThat(data.inputs().data().asFloat()).containsExactly(.5f, 1, .25f, 0);
    assertThat(data.labels()).containsExactly(2, 1);
    assertThat(data.featureNames()).containsExactly("a", "b");
    assertThat(data.select(new int[] {1}).featureNames()).containsExactly("a", "b");
    assertThat(load("0,1,2\n").featureNames()).isEmpty();
  }

  @Test
  void namesOfClassesAreNumberedInAlphabeticalOrder() throws IOException {
    Dataset data = load("0,owl\n0,cat\n1,owl\n");

    assertThat(data.labels()).containsExactly(1, 0, 1);
    assertThat(data.classNames()).containsExactly("cat", "owl");
  }

  @Test
  void labelsMayBePrintedAsFloatingPoint() throws IOException {
    assertThat(load("0,3.0\n0,1.\n").labels()).containsExactly(3, 1);
  }

  @Test
  void rowsTakeTheShapeOfTheModel() throws IOException {
    InputSpec image = InputSpec.unit(1, 2, 2);

    Dataset data = Datasets.load(file("0,.1,.2,.3,7\n"), DataOptions.DEFAULT.fitting(image));

    assertThat(data.inputs().getFloat(0, 0, 1, 0)).isEqualTo(.2f);
    assertRefused(
        file("0,.1,.2,7\n"),
        DataOptions.DEFAULT.fitting(image),
        file() + ": expected inputs of shape [N,1,2,2], got [1, 3].");
  }

  @Test
  void manyRowsOutgrowTheFirstGuess() throws IOException {
    Dataset data = load("0.5,0.25,1\n".repeat(3000));

    assertThat(data.size()).isEqualTo(3000);
    assertThat(data.inputs().sumNumber().doubleValue()).isEqualTo(2250);
  }

  @Test
  void readsGzip() throws IOException {
    Path zipped = folder.resolve("rows.csv.gz");
    Files.write(zipped, IdxFiles.gzip("0.5,1\n".getBytes(StandardCharsets.UTF_8)));

    assertThat(Datasets.load(zipped, DataOptions.DEFAULT).labels()).containsExactly(1);
  }

  @Test
  void badCellsAreNamedByLineAndColumn() throws IOException {
    refuses("0,1,0\n\n0,x,1\n", ", line 3, column 2: expected a finite number, got \"x\".");
    refuses("0,1,0\n0,,1\n", ", line 2, column 2: expected a finite number, got \"\".");
    refuses("0,1,0\nNaN,0,1\n", ", line 2, column 1: expected a finite number, got \"NaN\".");
    refuses("a,1,0\n0,0,1\n", ", line 1, column 1: expected a finite number, got \"a\".");
    refuses("0,1,0\n0,1\n", ", line 2: expected 3 columns as in the first row, got 2.");
    refuses("0,1\n0,x\n", ", line 2: expected a class number as label, got \"x\".");
    refuses("0,1\n0,1.5\n", ", line 2: expected a class number as label, got \"1.5\".");
    refuses(
        "0,x\n0,1\n",
        ", line 2: expected a class name as label, as in the rows before, got \"1\".");
    refuses("0,-1\n", ", example 0: expected a label 0 or more, got -1.");
  }

  @Test
  void refusesTablesWithoutExamples() throws IOException {
    refuses("", ": expected at least one row of numbers, got none.");
    refuses("a,b\n", ": expected at least one row of numbers, got none.");
    refuses(
        "1;2;3\n",
        ", line 1: expected at least one feature and a label, separated by commas, got 1 column.");
    assertRefused(
        file("a,b\n0,1\n"),
        DataOptions.DEFAULT.labelledBy("kind"),
        file() + ", line 1: expected a header with the label column kind, got [a, b].");
  }

  @Test
  void refusesAnOpenQuote() throws IOException {
    refuses(
        "0,\"1\n",
        ": expected a readable file, got org.apache.commons.csv.CSVException: (startline 1) EOF"
            + " reached before encapsulated token finished.");
  }

  private void refuses(String table, String message) throws IOException {
    assertRefused(file(table), file() + message);
  }

  private Dataset load(String table) throws IOException {
    return Datasets.load(file(table), DataOptions.DEFAULT);
  }

  private Path file() {
    return folder.resolve("rows.csv");
  }

  private Path file(String table) throws IOException {
    return Files.writeString(file(), table);
  }
}
