package org.gauntletml.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
  private static final List<String> ATTACKS = List.of("fgsm", "pgd", "deepfool", "square");

  @ParameterizedTest
  @CsvSource({
    "fgms, fgsm", // swapped
    "pdg, pgd", // swapped at the end of the distance that is still a guess
    "PGD, pgd", // case
    "deepfol, deepfool", // missing
    "deeep-fool, deepfool", // two extra
    "squere, square" // wrong
  })
  void oneSlipIsForgiven(String typed, String meant) {
    assertThat(NearestName.of(typed, ATTACKS)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"hopskipjump", "p", "x", "''"})
  void aWildGuessIsNotMade(String typed) {
    assertThat(NearestName.of(typed, ATTACKS)).isEmpty();
  }

  @Test
  void theNearerOfTwoWins() {
    assertThat(NearestName.of("batches", List.of("batch", "matches"))).contains("matches");
  }

  @Test
  void theErrorNamesTheNearestAndAll() {
    assertThat(NearestName.unknown("--attacks", "the name of an attack", "fgms", ATTACKS))
        .hasMessage(
            "--attacks: expected the name of an attack, got \"fgms\". Did you mean fgsm? "
                + "Known are fgsm, pgd, deepfool, square.");
    assertThat(NearestName.unknown("--attacks", "the name of an attack", "xyz", ATTACKS))
        .hasMessage(
            "--attacks: expected the name of an attack, got \"xyz\". "
                + "Known are fgsm, pgd, deepfool, square.");
  }
}
