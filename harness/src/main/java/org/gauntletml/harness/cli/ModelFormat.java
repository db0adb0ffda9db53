package org.gauntletml.harness.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.gauntletml.models.keras.KerasNetwork;
import org.gauntletml.models.onnx.OnnxNetwork;
import org.gauntletml.models.samediff.SameDiffNetwork;

/**
 * A kind of model file.
 *
 * @param name as messages call it
 * @param extension that such files usually have
 * @param begins whether a file that begins like this is one
 * @param open reads one
 */
record ModelFormat(
    String name, String extension, Predicate<byte[]> begins, Function<Path, ModelSource> open) {
  private static final int HEAD = 8;

  /** The one that can be trained too. */
  static final ModelFormat DEEPLEARNING4J =
      new ModelFormat(
          "Deeplearning4j",
          "zip",
          head -> head.length > 1 && head[0] == 'P' && head[1] == 'K',
          file -> new Dl4jSource(Dl4jNetwork.read(file)));

  /** Told apart by how they begin, and where that is unclear by name. */
  private static final List<ModelFormat> KNOWN =
      List.of(
          DEEPLEARNING4J,
          // a protobuf message whose first field is the version of the format, a small number
          new ModelFormat(
              "ONNX",
              "onnx",
              head -> head.length > 1 && head[0] == 8 && head[1] > 0 && head[1] < 32,
              file -> new OnnxSource(OnnxNetwork.read(file))),
          new ModelFormat(
              "Keras",
              "h5",
              head -> head.length > 3 && head[1] == 'H' && head[2] == 'D' && head[3] == 'F',
              file -> new Dl4jSource(KerasNetwork.read(file))),
          // a flat buffer without a mark of its own
          new ModelFormat(
              "SameDiff",
              "fb",
              head -> false,
              file -> new SameDiffSource(SameDiffNetwork.read(file))));

  /**
   * Reads a model file of any kind.
   *
   * @throws BadInput if there is no such file, it is of no known kind, or its format refuses it
   */
  static ModelSource read(Path file) throws IOException {
    return of(file).open.apply(file);
  }

  /**
   * What kind of model a file is, by its first bytes or its name.
   *
   * @throws BadInput if there is no such file, or it is of no known kind
   */
  static ModelFormat of(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw BadInput.of(
          file.toString(), "a model file", Files.exists(file) ? "something else" : "no such file");
    }
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD);
    }
    String name = file.toString().toLowerCase(Locale.ROOT);
    return KNOWN.stream()
        .filter(format -> format.begins.test(head))
        .findFirst()
        .or(() -> KNOWN.stream().filter(f -> name.endsWith("." + f.extension)).findFirst())
        .orElseThrow(() -> unknown(file, head));
  }

  /** What a file of no known kind is, if it is something people have beside their models. */
  private static BadInput unknown(Path file, byte[] head) {
    if (head.length > 1 && head[0] == (byte) 0xac && head[1] == (byte) 0xed) {
      return BadInput.of(
              file.toString(), "a model", "Java objects that were serialised, which are never read")
          .hint(
              "Reading them runs code of the classes they name; load them yourself, from a source"
                  + " you trust, and wrap the model with Classifiers.of");
    }
    List<String> known =
        KNOWN.stream().map(format -> format.name + " (." + format.extension + ")").toList();
    int last = known.size() - 1;
    return BadInput.of(
            file.toString(),
            "a model of " + String.join(", ", known.subList(0, last)) + " or " + known.get(last),
            "a file of another kind")
        .hint("Export it to ONNX, with torch.onnx.export, tf2onnx or skl2onnx");
  }
}
