package org.gauntletml.harness.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    TextTable table =
        new TextTable(80)
            .text("Attack")
            .number("Robust\naccuracy")
            .row("fgsm", "12.5%")
            .row("pgd", "3.1%")
            .rule()
            .row("worst case", "3.1%");
    assertThat(table.toString().lines())
        .containsExactly(
            "Attack        Robust",
            "            accuracy",
            "--------------------",
            "fgsm           12.5%",
            "pgd             3.1%",
            "--------------------",
            "worst case      3.1%");
  }

  @Test
  void longTextGoesOnBelow() {
    TextTable table =
        new TextTable(30)
            .text("Name")
            .text("What")
            .number("N")
            .row("pgd", "projected gradient descent from a random start", "1234");
    assertThat(table.toString().lines())
        .containsExactly(
            "Name  What                   N",
            "------------------------------",
            "pgd   projected gradient  1234",
            "      descent from a",
            "      random start");
  }

  @Test
  void aWordLongerThanItsColumnIsBroken() {
    TextTable table = new TextTable(5).text("A").row("abcdefgh");
    assertThat(table.toString().lines()).containsExactly("A", "-----", "abcde", "fgh");
  }

  @Test
  void theWidthIsNeverExceeded() {
    TextTable table = new TextTable(80).text("a").text("b").number("c");
    table.row("x".repeat(200), "some words here ".repeat(20), "12345");
    assertThat(table.toString().lines())
        .allMatch(line -> line.length() <= 80)
        .allMatch(line -> line.equals(line.stripTrailing()));
  }

  @Test
  void tightColumnsAreOneBlankApart() {
    TextTable table = new TextTable(80).tight().text("a").number("b").number("c");
    assertThat(table.row("x", "1", "22").toString().lines())
        .containsExactly("a b  c", "------", "x 1 22");
  }

  @Test
  void emptyCellsStayEmpty() {
    TextTable table = new TextTable(80).text("a").text("").number("c").row("", "", "");
    assertThat(table.toString().lines()).containsExactly("a    c", "------", "");
  }

  @Test
  void aRowHasACellForEachColumn() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TextTable(80).text("a").row("1", "2"))
        .withMessage("row: expected 1 cells, got 2.");
  }

  @Test
  void numbersAreNotCut() {
    TextTable table = new TextTable(5).number("a").row("1234567");
    assertThatIllegalStateException().isThrownBy(table::toString);
  }
}
