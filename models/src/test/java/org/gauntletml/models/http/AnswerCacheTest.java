package org.gauntletml.models.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerCacheTest {
  private static final double[] EXACT = {0.1, -0.0, Double.MIN_VALUE, 1e300, 1 / 3.0};

  @TempDir Path temp;

  private AnswerCache open() {
    return AnswerCache.open("--cache", temp);
  }

  private static Fingerprint key(int number) {
    return Fingerprint.of("somebody", new float[] {number});
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(temp)) {
      return all.sorted().toList();
    }
  }

  @Test
  void answersComeBackBitByBit() {
    try (AnswerCache cache = open()) {
      assertThat(cache.find(key(1))).isEmpty();
      cache.keep(key(1), EXACT);
      cache.keep(key(2), new double[0]);
      assertThat(cache.find(key(1))).hasValueSatisfying(AnswerCacheTest::isExact);
    }
    try (AnswerCache cache = open()) {
      assertThat(cache.find(key(1))).hasValueSatisfying(AnswerCacheTest::isExact);
      assertThat(cache.find(key(2))).hasValueSatisfying(row -> assertThat(row).isEmpty());
      assertThat(cache.find(key(3))).isEmpty();
    }
  }

  private static void isExact(double[] values) {
    assertThat(Arrays.stream(values).mapToObj(Double::doubleToRawLongBits))
        .containsExactlyElementsOf(
            Arrays.stream(EXACT).mapToObj(Double::doubleToRawLongBits).toList());
  }

  /** A process killed at any byte: what was whole before is there, and the rest goes on. */
  @Test
  void whatWasCutOffIsNotRead() throws IOException {
    try (AnswerCache cache = open()) {
      for (int i = 0; i < 3; i++) {
        cache.keep(key(i), new double[] {i, i + 0.5});
      }
    }
    Path file = files().get(0);
    byte[] whole = Files.readAllBytes(file);
    int record = (whole.length - 8) / 3;
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      int complete = Math.max(0, (length - 8) / record);
      try (AnswerCache cache = open()) {
        for (int i = 0; i < 3; i++) {
          assertThat(cache.find(key(i)).isPresent())
              .as("%s at %s", i, length)
              .isEqualTo(i < complete);
        }
      }
    }
    try (AnswerCache cache = open()) {
      cache.keep(key(2), new double[] {7});
    }
    try (AnswerCache cache = open()) {
      assertThat(cache.find(key(2))).hasValueSatisfying(row -> assertThat(row).containsExactly(7));
      assertThat(cache.find(key(1))).isPresent();
    }
  }

  @Test
  void aDamagedRecordEndsItsFile() throws IOException {
    try (AnswerCache cache = open()) {
      cache.keep(key(1), new double[] {1});
      cache.keep(key(2), new double[] {2});
    }
    Path file = files().get(0);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 8] ^= 1;
    Files.write(file, bytes);
    try (AnswerCache cache = open()) {
      assertThat(cache.find(key(1))).isPresent();
      assertThat(cache.find(key(2))).isEmpty();
    }
  }

  @Test
  void severalMayWriteAtOnce() throws IOException {
    try (AnswerCache one = open();
        AnswerCache other = open()) {
      one.keep(key(1), new double[] {1});
      other.keep(key(2), new double[] {2});
      one.keep(key(3), new double[] {3});
    }
    assertThat(files()).hasSize(2);
    try (AnswerCache all = open()) {
      for (int i = 1; i <= 3; i++) {
        double expected = i;
        assertThat(all.find(key(i)))
            .hasValueSatisfying(row -> assertThat(row).containsExactly(expected));
      }
    }
  }

  @Test
  void onlyReadingLeavesNoFile() throws IOException {
    try (AnswerCache cache = open()) {
      assertThat(cache.find(key(1))).isEmpty();
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void aFolderThatCannotServeIsRefused() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");
    assertThatThrownBy(() -> AnswerCache.open("--cache", file))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("--cache: expected a folder for answers, got " + file);
    Files.writeString(temp.resolve("answers-00001.gac"), "something else altogether");
    assertThatThrownBy(this::open)
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("answers-00001.gac, a file of another kind. Choose another folder.");
  }
}
