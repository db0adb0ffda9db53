package org.gauntletml.models.backend;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What the C library knows about this process and Java does not: the environment that native
 * libraries read, and which streams are terminals. Known on Linux and macOS; elsewhere, or where
 * the C library cannot be reached, nothing is set and the answers say so.
 */
public final class NativeProcess {
  private static final int KEEP_EXISTING = 0;
  private static final Optional<LibC> LIBC = load();

  private NativeProcess() {}

  /** Functions of the C library, named as they are there. */
  interface LibC extends Library {
    int setenv(String name, String value, int overwrite);

    @Nullable String getenv(String name);

    int isatty(int fileDescriptor);
  }

  /**
   * Sets a variable of the process environment for native libraries that load from now on, unless
   * the user has set it. {@link System#getenv} does not see the change.
   *
   * @return whether the C library took it
   */
  static boolean offerEnvironment(String name, String value) {
    return LIBC.map(c -> c.setenv(name, value, KEEP_EXISTING) == 0).orElse(false);
  }

  /** The variable as native libraries see it. */
  static Optional<String> environment(String name) {
    return LIBC.map(c -> c.getenv(name));
  }

  /**
   * @param fileDescriptor 0, 1 or 2: standard input, output or error
   * @return whether it is known to be a terminal
   */
  public static boolean isTerminal(int fileDescriptor) {
    return LIBC.map(c -> c.isatty(fileDescriptor) == 1).orElse(false);
  }

  private static Optional<LibC> load() {
    if (!Platform.isLinux() && !Platform.isMac()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Native.load(Platform.C_LIBRARY_NAME, LibC.class));
    } catch (UnsatisfiedLinkError e) {
      LoggerFactory.getLogger(NativeProcess.class)
          .warn("The C library cannot be reached; OpenMP may waste time on a busy machine", e);
      return Optional.empty();
    }
  }
}
