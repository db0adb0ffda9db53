package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gauntletml.harness.evaluation.Progress;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private long now;

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private void work(long steps, int times, double secondsEach) {
    try (Progress.Task task = new ProgressLines(err, () -> now).start("pgd", steps * times)) {
      for (int i = 0; i < times; i++) {
        now += (long) (secondsEach * 1e9);
        task.advance(steps);
      }
    }
  }

  @Test
  void linesComeWithEveryTenth() {
    work(1, 30, 2);
    assertThat(lines())
        .containsExactly(
            "pgd ...",
            "pgd: 10%, 3 of 30, 6.0 s",
            "pgd: 20%, 6 of 30, 12.0 s",
            "pgd: 30%, 9 of 30, 18.0 s",
            "pgd: 40%, 12 of 30, 24.0 s",
            "pgd: 50%, 15 of 30, 30.0 s",
            "pgd: 60%, 18 of 30, 36.0 s",
            "pgd: 70%, 21 of 30, 42.0 s",
            "pgd: 80%, 24 of 30, 48.0 s",
            "pgd: 90%, 27 of 30, 54.0 s",
            "pgd: done, 30 of 30, 60.0 s");
  }

  @Test
  void aShortTaskTellsItsStartAndEndOnly() {
    work(10, 100, 0.009);
    assertThat(lines()).containsExactly("pgd ...", "pgd: done, 1000 of 1000, 0.9 s");
  }

  @Test
  void aLongTenthIsToldInParts() {
    work(1, 4, 12);
    assertThat(lines())
        .containsExactly(
            "pgd ...",
            "pgd: 25%, 1 of 4, 12.0 s",
            "pgd: 50%, 2 of 4, 24.0 s",
            "pgd: 75%, 3 of 4, 36.0 s",
            "pgd: done, 4 of 4, 48.0 s");
    bytes.reset();
    now = 0;
    work(1, 50, 5);
    assertThat(lines()).contains("pgd: 4%, 2 of 50, 10.0 s", "pgd: 10%, 5 of 50, 25.0 s");
  }

  @Test
  void aTaskThatStopsEarlySaysHowFarItCame() {
    try (Progress.Task task = new ProgressLines(err, () -> now).start("pgd", 100)) {
      task.advance(7);
    }
    assertThat(lines()).containsExactly("pgd ...", "pgd: done, 7 of 100, 0.0 s");
  }

  @Test
  void barsShowTheWorkWithinTheWidth() {
    try (Progress.Task task = new ProgressBars(err).start("pgd on 812 examples", 812)) {
      task.advance(812);
    }
    List<String> states =
        List.of(bytes.toString(StandardCharsets.UTF_8).split("\r")).stream()
            .map(String::strip)
            .collect(Collectors.toList());
    assertThat(states).last().asString().contains("pgd on 812 examples", "100%", "812/812");
    assertThat(states).allMatch(state -> state.length() <= Console.WIDTH);
  }

  @Test
  void thereAreNoBarsOnABuildServerOrWithoutColour() {
    assertThat(Console.wantsBar(Map.of("TERM", "xterm"))).isTrue();
    assertThat(Console.wantsBar(Map.of("TERM", "xterm", "CI", "true"))).isFalse();
    assertThat(Console.wantsBar(Map.of("TERM", "xterm", "NO_COLOR", ""))).isFalse();
    assertThat(Console.wantsBar(Map.of("TERM", "dumb"))).isFalse();
  }
}
