package org.gauntletml.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gauntletml.models.graph.onnx.OnnxExport;

/** Writes the benchmark networks as ONNX files, for other toolkits to read the weights from. */
public final class ExportNetworks {
  private ExportNetworks() {}

  /**
   * @param args the folder to write to
   */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    for (BenchmarkNetworks network : BenchmarkNetworks.values()) {
      OnnxExport.write(network.graph(), folder.resolve(network + ".onnx"));
    }
  }
}
