package org.gauntletml.models.backend;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Settings that native libraries read once, when they load. {@link #prepare} makes them in place of
 * JVM flags and environment variables the user would have to know; whatever the user did set stays.
 */
public final class NativeSettings {
  static final String MAX_PHYSICAL_BYTES = "org.bytedeco.javacpp.maxphysicalbytes";
  static final String MAX_BYTES = "org.bytedeco.javacpp.maxbytes";

  private NativeSettings() {}

  /**
   * Call this before anything touches ND4J; later calls, and calls after ND4J has loaded, change
   * nothing.
   *
   * <ul>
   *   <li>JavaCPP's limits follow the memory of the machine (or container), not the Java heap: the
   *       whole process may take nine tenths, native memory what the heap leaves of that.
   *   <li>OpenMP threads sleep when they wait. By default they spin, which on a machine with other
   *       work slows a small operation down many times over.
   *   <li>ND4J is shown a GPU only if it can use it, see {@link Placement}.
   * </ul>
   */
  public static void prepare() {
    long process = memoryBytes() / 10 * 9;
    long outsideHeap = Math.max(process - Runtime.getRuntime().maxMemory(), process / 4);
    setUnlessGiven(MAX_PHYSICAL_BYTES, "org.bytedeco.javacpp.maxPhysicalBytes", process);
    setUnlessGiven(MAX_BYTES, "org.bytedeco.javacpp.maxBytes", outsideHeap);
    NativeProcess.offerEnvironment("OMP_WAIT_POLICY", "PASSIVE");
    Placement.here();
  }

  /**
   * Threads for one native operation: as many as {@code OMP_NUM_THREADS} says where the user has
   * set it, else one for each processor the JVM may use.
   */
  public static int threads() {
    String wanted = System.getenv("OMP_NUM_THREADS");
    return wanted != null && wanted.matches("[1-9]\\d{0,3}")
        ? Integer.parseInt(wanted)
        : Runtime.getRuntime().availableProcessors();
  }

  /** Memory of the machine, or of the container where that is less. */
  static long memoryBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  /** JavaCPP reads either spelling. */
  private static void setUnlessGiven(String property, String otherSpelling, long bytes) {
    if (System.getProperty(property) == null && System.getProperty(otherSpelling) == null) {
      System.setProperty(property, Long.toString(bytes));
    }
  }
}
