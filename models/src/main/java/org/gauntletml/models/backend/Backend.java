package org.gauntletml.models.backend;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Properties;
import org.bytedeco.javacpp.Pointer;
import org.gauntletml.models.BadInput;
import org.nd4j.linalg.api.blas.Blas;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The ND4J back end as it runs in this process, for the provenance of a result: figures are only
 * repeatable on the same build with the same number of threads.
 *
 * @param name {@code cpu} or {@code cuda}
 * @param version of ND4J
 * @param build what the native library says it was compiled with, one line
 * @param blas library for matrix products
 * @param threads that a native operation may use
 * @param maxPhysicalBytes memory the process may take before allocation is refused; 0 if unlimited
 */
public record Backend(
    String name, String version, String build, String blas, int threads, long maxPhysicalBytes) {

  /** {@link #start(int)} with {@link NativeSettings#threads()}. */
  public static Backend start() {
    return start(NativeSettings.threads());
  }

  /**
   * Loads ND4J with the settings of {@link NativeSettings#prepare} (a second or so; once it is
   * loaded, only the threads change) and tells what is running.
   *
   * @param threads for one native operation, process-wide, 1 or more
   */
  public static Backend start(int threads) {
    if (threads < 1) {
      throw BadInput.of("threads", "1 or more", threads);
    }
    NativeSettings.prepare();
    ExecutionerType type = Nd4j.getExecutioner().type();
    NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
    Blas blas = Nd4j.factory().blas();
    if (type == ExecutionerType.NATIVE_CPU) {
      ops.setOmpNumThreads(threads);
      blas.setMaxThreads(threads);
    }
    return new Backend(
        type == ExecutionerType.NATIVE_CPU ? "cpu" : "cuda",
        nd4jVersion(),
        ops.buildInfo().strip().replaceAll("\\s*\\R\\s*", ", "),
        blas.getBlasVendor().name().toLowerCase(Locale.ROOT),
        ops.ompGetMaxThreads(),
        Pointer.maxPhysicalBytes());
  }

  private static String nd4jVersion() {
    String resource = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";
    try (InputStream in = Nd4j.class.getResourceAsStream(resource)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + resource, e);
    }
  }
}
