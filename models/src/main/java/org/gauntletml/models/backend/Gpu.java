package org.gauntletml.models.backend;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import java.util.Optional;

/**
 * An NVIDIA GPU, as its driver describes it. Asking the driver loads neither ND4J nor CUDA's run
 * time libraries, so it can be done before either decides where to run.
 *
 * @param name as the driver gives it
 * @param major compute capability before the point
 * @param minor compute capability behind the point
 */
public record Gpu(String name, int major, int minor) {
  private static final int CAPABILITY_MAJOR = 75;
  private static final int CAPABILITY_MINOR = 76;
  private static final int NAME_BYTES = 256;

  /** Functions of the driver library, named as they are there; each answers 0 for success. */
  interface Driver extends Library {
    int cuInit(int flags);

    int cuDeviceGetCount(IntByReference count);

    int cuDeviceGet(IntByReference device, int ordinal);

    int cuDeviceGetName(byte[] name, int length, int device);

    int cuDeviceGetAttribute(IntByReference value, int attribute, int device);
  }

  /** The first GPU; empty where there is none, or no driver for it. */
  public static Optional<Gpu> first() {
    try {
      return first(Native.load(Platform.isWindows() ? "nvcuda" : "cuda", Driver.class));
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }

  /** What this driver says. */
  static Optional<Gpu> first(Driver driver) {
    IntByReference value = new IntByReference();
    if (driver.cuInit(0) != 0
        || driver.cuDeviceGetCount(value) != 0
        || value.getValue() == 0
        || driver.cuDeviceGet(value, 0) != 0) {
      return Optional.empty();
    }
    int device = value.getValue();
    byte[] name = new byte[NAME_BYTES];
    if (driver.cuDeviceGetName(name, NAME_BYTES, device) != 0
        || driver.cuDeviceGetAttribute(value, CAPABILITY_MAJOR, device) != 0) {
      return Optional.empty();
    }
    int major = value.getValue();
    return driver.cuDeviceGetAttribute(value, CAPABILITY_MINOR, device) == 0
        ? Optional.of(new Gpu(Native.toString(name), major, value.getValue()))
        : Optional.empty();
  }

  /** Compute capability, {@code 8.6}. */
  public String capability() {
    return major + "." + minor;
  }

  /** Whether the compute capability lies between two, inclusive; each times ten, plus the minor. */
  boolean between(int least, int most) {
    int own = 10 * major + minor;
    return least <= own && own <= most;
  }
}
