package org.gauntletml.models.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.condition.OS.LINUX;
import static org.junit.jupiter.api.condition.OS.MAC;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

class BackendTest {
  @Test
  void threadsTakeEffectOnARunningBackEnd() {
    int before = NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads();
    try {
      assertThat(Backend.start(3).threads()).isEqualTo(3);
      assertThat(NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads())
          .isEqualTo(3);
      assertThat(Nd4j.factory().blas().getMaxThreads()).isEqualTo(3);
    } finally {
      Backend.start(before);
    }
  }

  @Test
  void tellsWhatRuns() {
    Backend backend = Backend.start();
    assertThat(backend.name()).isIn("cpu", "cuda");
    assertThat(backend.version()).isEqualTo("1.0.0-M2.1");
    assertThat(backend.build()).contains("DEFAULT_ENGINE").doesNotContain("\n");
    assertThat(backend.blas()).isEqualTo("openblas");
    assertThat(backend.threads()).isEqualTo(NativeSettings.threads());
  }

  @Test
  void refusesNoThreads() {
    assertThatExceptionOfType(BadInput.class)
        .isThrownBy(() -> Backend.start(0))
        .withMessage("threads: expected 1 or more, got 0.");
  }

  @Test
  @EnabledOnOs({LINUX, MAC})
  void aFreshProcessNeedsNoFlags() throws Exception {
    String output = childOutput(Map.of("OMP_DISPLAY_ENV", "VERBOSE"), List.of("-Xmx200m"));

    long memory = NativeSettings.memoryBytes();
    assertThat(number(output, "maxPhysicalBytes="))
        .isCloseTo(memory / 10 * 9, within(memory / 1000));
    assertThat(number(output, "maxBytes="))
        .isCloseTo(memory / 10 * 9 - (200 << 20), within(memory / 1000));
    assertThat(output)
        .contains("waitPolicy=PASSIVE")
        .contains("threads=" + Runtime.getRuntime().availableProcessors() + ";");
  }

  @Test
  @EnabledOnOs(LINUX)
  void openMpThreadsDoNotSpin() throws Exception {
    // GNU OpenMP itself tells what it read when it was loaded
    assertThat(childOutput(Map.of("OMP_DISPLAY_ENV", "VERBOSE"), List.of()))
        .contains("GOMP_SPINCOUNT = '0'");
  }

  @Test
  @EnabledOnOs({LINUX, MAC})
  void whatTheUserSetStays() throws Exception {
    String output =
        childOutput(
            Map.of("OMP_WAIT_POLICY", "ACTIVE", "OMP_NUM_THREADS", "3"),
            List.of(
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=3g",
                "-Dorg.bytedeco.javacpp.maxbytes=1g"));

    assertThat(output)
        .contains("maxPhysicalBytes=" + (3L << 30), "maxBytes=" + (1L << 30), "waitPolicy=ACTIVE")
        .contains("threads=3;");
  }

  @Test
  void theMachineIsDescribedWithoutTheBackEnd() {
    Machine machine = Machine.detect();
    assertThat(machine.os()).contains(System.getProperty("os.arch"));
    assertThat(machine.processor()).isNotBlank();
    assertThat(machine.cores()).isPositive();
    assertThat(machine.memoryBytes()).isGreaterThan(100L << 20);
    assertThat(machine.jvm()).contains(System.getProperty("java.runtime.version"));
  }

  /** Starts the back end in a process of its own, since native libraries load once. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      Backend backend = Backend.start();
      System.out.println("maxPhysicalBytes=" + backend.maxPhysicalBytes() + ";");
      System.out.println("threads=" + backend.threads() + ";");
      System.out.println("maxBytes=" + Pointer.maxBytes() + ";");
      System.out.println("waitPolicy=" + NativeProcess.environment("OMP_WAIT_POLICY").orElse(""));
    }
  }

  private static String childOutput(Map<String, String> environment, List<String> flags)
      throws IOException, InterruptedException {
    ProcessBuilder child =
        new ProcessBuilder(
            Stream.of(
                    List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                    flags,
                    List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()))
                .flatMap(List::stream)
                .toList());
    child.environment().keySet().removeIf(name -> name.startsWith("OMP_"));
    child.environment().putAll(environment);
    child.redirectErrorStream(true);
    Process process = child.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static long number(String output, String name) {
    int from = output.indexOf(name) + name.length();
    return Long.parseLong(output.substring(from, output.indexOf(';', from)));
  }
}
