package org.gauntletml.models.backend;

import java.util.Optional;
import org.nd4j.common.config.ND4JClassLoading;

/**
 * Which runtime uses the GPU. Decided once, from the libraries on the class path and the GPU's
 * compute capability, and before ND4J loads: ND4J's newest release for CUDA holds machine code for
 * compute capabilities 3.7 to 8.9 only; on a newer GPU its back end counts as available, fails as
 * it starts, and does not fall back.
 *
 * @param nd4jOnGpu whether ND4J's CUDA back end can run
 * @param onnxOnGpu whether ONNX Runtime's CUDA provider can run
 * @param line what to tell the user; one sentence
 */
public record Placement(boolean nd4jOnGpu, boolean onnxOnGpu, String line) {
  private static final int OLDEST = 37;
  private static final int NEWEST_FOR_ND4J = 89;
  private static final int ANY = Integer.MAX_VALUE;
  private static final String ND4J_CUDA = "org.nd4j.linalg.jcublas.JCublasBackend";
  private static final String ONNX_CUDA =
      "ai/onnxruntime/native/linux-x64/libonnxruntime_providers_cuda.so";

  private static final class Holder {
    static final Placement HERE = decide();
  }

  /**
   * For this machine. The first call must come before anything touches ND4J: where ND4J's CUDA back
   * end is on the class path but cannot run, it is hidden.
   */
  public static Placement here() {
    return Holder.HERE;
  }

  private static Placement decide() {
    ClassLoader loader = Placement.class.getClassLoader();
    boolean nd4j = loader.getResource(ND4J_CUDA.replace('.', '/') + ".class") != null;
    boolean onnx = loader.getResource(ONNX_CUDA) != null;
    Placement placement = of(nd4j || onnx ? Gpu.first() : Optional.empty(), nd4j, onnx);
    if (nd4j && !placement.nd4jOnGpu()) {
      ND4JClassLoading.setNd4jClassloader(new CpuBackendOnly(loader));
    }
    return placement;
  }

  /**
   * @param gpu the GPU of the machine, if it has one with a driver
   * @param nd4j whether ND4J's CUDA back end is on the class path
   * @param onnx whether ONNX Runtime's CUDA provider is on the class path
   */
  static Placement of(Optional<Gpu> gpu, boolean nd4j, boolean onnx) {
    if (!nd4j && !onnx) {
      return new Placement(false, false, "CPU (this build has no GPU libraries).");
    }
    if (gpu.isEmpty()) {
      return new Placement(false, false, "CPU: there is no NVIDIA GPU here, or no driver for it.");
    }
    Gpu found = gpu.get();
    String who = found.name() + " (compute capability " + found.capability() + ")";
    if (!found.between(OLDEST, ANY)) {
      return new Placement(
          false, false, "CPU: " + who + " is too old; 3.7 is the least that is supported.");
    }
    if (found.between(OLDEST, NEWEST_FOR_ND4J)) {
      return new Placement(
          nd4j, onnx, who + (nd4j && onnx ? "." : nd4j ? " for ND4J." : " for ONNX Runtime."));
    }
    return new Placement(
        false,
        onnx,
        onnx
            ? who + " for ONNX Runtime; ND4J runs on the CPU, its GPU libraries end at 8.9."
            : "CPU: " + who + " is too new for ND4J, whose GPU libraries end at 8.9.");
  }
}
