package org.gauntletml.models.backend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine and the JVM a result was made on.
 *
 * @param os name, version and architecture of the operating system
 * @param processor its model where the system tells, else the architecture
 * @param cores processors this JVM may use
 * @param memoryBytes of the machine, or of the container where that is less
 * @param jvm name and version
 */
public record Machine(String os, String processor, int cores, long memoryBytes, String jvm) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** This machine, without loading ND4J. */
  public static Machine detect() {
    return new Machine(
        properties("os.name", "os.version", "os.arch"),
        readProcessor(),
        Runtime.getRuntime().availableProcessors(),
        NativeSettings.memoryBytes(),
        properties("java.vm.name", "java.runtime.version"));
  }

  private static String properties(String... names) {
    return String.join(" ", Stream.of(names).map(System::getProperty).toList());
  }

  private static String readProcessor() {
    String otherwise =
        System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", System.getProperty("os.arch"));
    if (!Files.isReadable(CPU_INFO)) {
      return otherwise;
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
