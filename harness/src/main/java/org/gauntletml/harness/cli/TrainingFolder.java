package org.gauntletml.harness.cli;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.gauntletml.defenses.training.Checkpoints;
import org.gauntletml.defenses.training.History;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.WholeFile;

/**
 * What a training leaves: the network, a table of its epochs beside it, and the checkpoints that it
 * goes on from.
 *
 * @param network the zip
 * @param checkpoints in a folder beside it
 */
record TrainingFolder(Path network, Checkpoints checkpoints) {
  /**
   * @param job all that the result depends on, in one line
   * @param overwrite whether what is there is thrown away
   * @throws BadInput if there is a network that no checkpoint belongs to, without {@code overwrite}
   */
  static TrainingFolder open(Path network, String job, boolean overwrite) throws IOException {
    if (Files.isDirectory(network)) {
      throw BadInput.of("--out", "the name of a file such as robust.zip", network + ", a folder");
    }
    Checkpoints checkpoints = new Checkpoints(beside(network, ".checkpoints"), job);
    if (overwrite) {
      Files.deleteIfExists(checkpoints.folder().resolve(Checkpoints.LAST));
      Files.deleteIfExists(checkpoints.folder().resolve(Checkpoints.BEST));
    } else if (Files.exists(network) && !checkpoints.exist()) {
      throw BadInput.of("--out", "a new file", network + ", which is there already")
          .hint("Add --overwrite to replace it, or choose another --out");
    }
    return new TrainingFolder(network, checkpoints);
  }

  private static Path beside(Path network, String ending) {
    return network.resolveSibling(network.getFileName() + ending);
  }

  /** Where the table of epochs is. */
  Path table() {
    return beside(network, ".epochs.csv");
  }

  /** Puts the network of the best epoch and the table of all in their places. */
  void finish(History history) throws IOException {
    WholeFile.replace(network, Files.readAllBytes(checkpoints.folder().resolve(Checkpoints.BEST)));
    StringWriter text = new StringWriter();
    text.append("# ").append(checkpoints.job()).append('\n');
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setRecordSeparator('\n')
            .setHeader("epoch", "loss", "clean_accuracy", "robust_accuracy")
            .get();
    try (CSVPrinter csv = new CSVPrinter(text, format)) {
      for (History.Epoch epoch : history.epochs()) {
        csv.printRecord(epoch.number(), epoch.loss(), epoch.clean(), epoch.robust());
      }
    }
    WholeFile.replace(table(), text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
