package org.gauntletml.models.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Resident memory of a program in a process of its own, whose Java heap has its full size from the
 * start: what grows there is native memory, whatever else the machine does.
 */
public final class ResidentMemory {
  private static final String MARK = "resident ";

  private ResidentMemory() {}

  /**
   * Runs a program to its end.
   *
   * @param program has a main method that calls {@link #report}
   * @return what it reported, in kilobytes
   */
  public static List<Long> during(Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms96m",
                "-Xmx96m",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text.lines()
        .filter(line -> line.startsWith(MARK))
        .map(line -> Long.valueOf(line.substring(MARK.length())))
        .toList();
  }

  /**
   * Tells how much of this process is resident, garbage collected.
   *
   * @param out the standard output of the program that is watched
   */
  public static void report(PrintStream out) throws IOException {
    System.gc();
    out.println(MARK + resident());
  }

  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }
}
