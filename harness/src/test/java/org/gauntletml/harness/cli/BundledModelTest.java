package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BundledModelTest {
  private final Recorded recorded = new Recorded();

  private ExitStatus inspect(String... model) {
    return new Gauntlet(Gauntlet.COMMANDS, recorded.console()).run(List.of(model));
  }

  @Test
  void hasAName() {
    assertThat(inspect("inspect", "--model", "bundled:fashion-mnist"))
        .as(recorded.err())
        .isEqualTo(ExitStatus.SUCCESS);
    assertThat(recorded.out()).contains("fashion-mnist-cnn (bundled)");
  }

  @Test
  void othersAreNotBundled() {
    assertThat(inspect("evaluate", "--model", "bundled:mnist")).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(recorded.err()).contains("--model", "a bundled model", "fashion-mnist-robust");
  }
}
