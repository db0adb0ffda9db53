package org.gauntletml.models.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.gauntletml.models.data.Dataset;
import org.junit.jupiter.api.Test;

class DigitsTest {
  @Test
  void theTableIsScaledToItsFullCount() {
    Dataset digits = Digits.all();

    assertThat(digits.inputs().shape()).containsExactly(1797, 1, 8, 8);
    // the first row of the table starts 0,0,5,13,9 and is a zero
    assertThat(digits.inputs().getFloat(0, 0, 0, 3)).isEqualTo(13 / 16f);
    assertThat(digits.labels()).startsWith(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(digits.inputs().maxNumber().doubleValue()).isEqualTo(1);
  }

  @Test
  void trainingAndTestShareNoExample() {
    Dataset train = Digits.train();
    Dataset test = Digits.test();
    Set<String> ids = new HashSet<>(train.ids());
    ids.addAll(test.ids());

    assertThat(train.size()).isEqualTo(1297);
    assertThat(test.size()).isEqualTo(500);
    assertThat(ids).hasSize(1797);
  }

  @Test
  void everyDigitIsInBoth() {
    assertThat(Digits.train().labels()).contains(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(Digits.test().labels()).contains(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }
}
