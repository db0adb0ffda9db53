package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.gauntletml.models.bundled.ModelZip;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.data.NpzWriter;
import org.gauntletml.models.kit.Digits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

/** Runs {@code gauntlet train} in a folder of its own, on some digits. */
abstract class TrainFixture {
  static final Dataset DIGITS = Digits.train().head(240);

  @TempDir Path temp;
  Recorded recorded = new Recorded();

  @BeforeEach
  void writeDigits() throws IOException {
    try (NpzWriter npz = new NpzWriter(Files.newOutputStream(path("digits.npz")))) {
      npz.put("x", DIGITS.inputs());
      npz.put("y", Nd4j.createFromArray(DIGITS.labels()));
    }
  }

  final Path path(String name) {
    return temp.resolve(name);
  }

  /** Names of files of this folder stand for their paths. */
  final List<String> words(String line) {
    List<String> words = new ArrayList<>(List.of("train"));
    Stream.of(line.split(" "))
        .map(word -> word.matches(".*\\.(npz|zip|onnx|h5|fb|csv)") ? path(word).toString() : word)
        .forEach(words::add);
    return words;
  }

  final ExitStatus train(String line) {
    recorded = new Recorded();
    ExitStatus status = new Gauntlet(Gauntlet.COMMANDS, recorded.console()).run(words(line));
    assertThat(recorded.out().lines().filter(text -> !text.contains(temp.toString())))
        .allMatch(text -> text.length() <= 80);
    return status;
  }

  final void trains(String line) {
    assertThat(train(line)).as("%s%n%s", line, recorded.err()).isEqualTo(ExitStatus.SUCCESS);
  }

  final void write(String name, Model network) throws IOException {
    try (OutputStream out = Files.newOutputStream(path(name))) {
      ModelZip.write(network, out);
    }
  }

  /** Changes what a checkpoint says about its run. */
  final void edit(String network, UnaryOperator<String> change) throws IOException {
    Path checkpoint = path(network + ".checkpoints").resolve("last.checkpoint");
    try (FileSystem zip = FileSystems.newFileSystem(checkpoint)) {
      Path facts = zip.getPath("run.txt");
      String text = Files.readString(facts);
      Files.write(facts, change.apply(text).getBytes(StandardCharsets.UTF_8));
    }
  }
}
