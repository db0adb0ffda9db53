package org.gauntletml.models.backend;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;

/** Shows ND4J its CPU back end and no other; everything else is as the parent has it. */
final class CpuBackendOnly extends ClassLoader {
  private static final String SERVICE = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";
  private static final String BACKEND = "org.nd4j.linalg.cpu.nativecpu.CpuBackend";

  CpuBackendOnly(ClassLoader parent) {
    super(parent);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return name.equals(SERVICE)
        ? Collections.enumeration(Collections.singleton(service()))
        : super.getResources(name);
  }

  private static URL service() {
    try {
      return new URL(
          "gauntlet",
          "",
          -1,
          SERVICE,
          new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) {
              return new Lines(url);
            }
          });
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Lines extends URLConnection {
    Lines(URL url) {
      super(url);
    }

    @Override
    public void connect() {
      connected = true;
    }

    @Override
    public InputStream getInputStream() {
      return new ByteArrayInputStream(BACKEND.getBytes(StandardCharsets.UTF_8));
    }
  }
}
