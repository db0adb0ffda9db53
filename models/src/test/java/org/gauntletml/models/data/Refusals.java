package org.gauntletml.models.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.gauntletml.models.BadInput;

/** What a user is told. */
final class Refusals {
  private Refusals() {}

  static void assertRefused(Path path, String message) {
    assertRefused(path, DataOptions.DEFAULT, message);
  }

  static void assertRefused(Path path, DataOptions options, String message) {
    assertThatThrownBy(() -> Datasets.load(path, options))
        .isInstanceOf(BadInput.class)
        .hasMessage(message);
  }
}
