package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own shows: the exit status, and what goes to which stream. */
class ProcessTest {
  @TempDir Path temp;

  private int run(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Gauntlet.class.getName());
    command.addAll(List.of(words));
    return new ProcessBuilder(command)
        .redirectOutput(Redirect.to(temp.resolve("out").toFile()))
        .redirectError(Redirect.to(temp.resolve("err").toFile()))
        .start()
        .waitFor();
  }

  @Test
  void aMistakeIsOneLineOnStandardErrorAndStatus2() throws Exception {
    assertThat(run("evaluate", "--eps", "abc")).isEqualTo(2);
    assertThat(temp.resolve("out")).isEmptyFile();
    assertThat(Files.readAllLines(temp.resolve("err")))
        .containsExactly(
            "gauntlet: --eps: expected a positive number or fraction such as 0.03 or 8/255,"
                + " got \"abc\".");
  }

  @Test
  void theResultIsAllThereIsOnStandardOutput() throws Exception {
    String out = temp.resolve("report").toString();
    int status =
        run("evaluate", "--examples", "8", "--attacks", "fgsm", "--no-curve", "--out", out);

    assertThat(status).as(Files.readString(temp.resolve("err"))).isZero();
    assertThat(Files.readAllLines(temp.resolve("err")))
        .allMatch(
            line -> line.matches("(clean predictions|fgsm on \\d examples)(: .*| \\.\\.\\.)"));
    List<String> lines = Files.readAllLines(temp.resolve("out"));
    assertThat(lines.get(1)).startsWith("attack ");
    assertThat(lines).anyMatch(line -> line.startsWith("worst case "));
    assertThat(lines).last().isEqualTo("Report: " + temp.resolve("report/report.html"));
  }
}
