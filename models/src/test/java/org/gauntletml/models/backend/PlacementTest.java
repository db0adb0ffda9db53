package org.gauntletml.models.backend;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.cpu.nativecpu.CpuBackend;
import org.nd4j.linalg.factory.Nd4jBackend;

class PlacementTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        // capability, ND4J's and ONNX Runtime's libraries there, who runs on the GPU
        "3.5, true, true, false, false",
        "3.7, true, true, true, true",
        "8.6, true, true, true, true",
        "8.9, true, true, true, true",
        "9.0, true, true, false, true",
        "12.0, true, true, false, true",
        "9.0, true, false, false, false",
        "8.6, true, false, true, false",
        "8.6, false, true, false, true",
        "none, true, true, false, false",
        "9.0, false, false, false, false"
      })
  void followsTheComputeCapability(
      String capability, boolean nd4j, boolean onnx, boolean nd4jOnGpu, boolean onnxOnGpu) {
    Optional<Gpu> gpu =
        Optional.ofNullable(capability)
            .map(c -> c.split("\\."))
            .map(c -> new Gpu("Test GPU", Integer.parseInt(c[0]), Integer.parseInt(c[1])));
    Placement placement = Placement.of(gpu, nd4j, onnx);
    assertThat(placement.nd4jOnGpu()).isEqualTo(nd4jOnGpu);
    assertThat(placement.onnxOnGpu()).isEqualTo(onnxOnGpu);
    assertThat(placement.line()).endsWith(".").doesNotContain("\n");
  }

  @Test
  void saysOneClearLine() {
    Gpu hopper = new Gpu("NVIDIA H100", 9, 0);
    assertThat(Placement.of(Optional.of(hopper), true, true).line())
        .isEqualTo(
            "NVIDIA H100 (compute capability 9.0) for ONNX Runtime; ND4J runs on the CPU, its GPU"
                + " libraries end at 8.9.");
    assertThat(Placement.of(Optional.empty(), true, true).line())
        .isEqualTo("CPU: there is no NVIDIA GPU here, or no driver for it.");
  }

  /** A driver as the interface describes it, with one device. */
  private record Driver(int init, int devices) implements Gpu.Driver {
    @Override
    public int cuInit(int flags) {
      return init;
    }

    @Override
    public int cuDeviceGetCount(IntByReference count) {
      count.setValue(devices);
      return 0;
    }

    @Override
    public int cuDeviceGet(IntByReference device, int ordinal) {
      device.setValue(5);
      return ordinal;
    }

    @Override
    public int cuDeviceGetName(byte[] name, int length, int device) {
      byte[] text = Native.toByteArray("NVIDIA Test");
      System.arraycopy(text, 0, name, 0, text.length);
      return 0;
    }

    @Override
    public int cuDeviceGetAttribute(IntByReference value, int attribute, int device) {
      assertThat(device).isEqualTo(5);
      value.setValue(attribute == 75 ? 8 : 6);
      return 0;
    }
  }

  @Test
  void asksTheDriver() {
    assertThat(Gpu.first(new Driver(0, 1))).contains(new Gpu("NVIDIA Test", 8, 6));
    assertThat(Gpu.first(new Driver(0, 0))).isEmpty();
    assertThat(Gpu.first(new Driver(100, 1))).isEmpty();
  }

  @Test
  void canHideAllBackEndsButTheOneForTheCpu() {
    ClassLoader loader = new CpuBackendOnly(getClass().getClassLoader());
    assertThat(ServiceLoader.load(Nd4jBackend.class, loader))
        .singleElement()
        .isInstanceOf(CpuBackend.class);
  }
}
