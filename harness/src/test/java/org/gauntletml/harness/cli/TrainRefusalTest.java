package org.gauntletml.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.gauntletml.models.architecture.Architecture;
import org.gauntletml.models.data.NpzWriter;
import org.gauntletml.models.graph.GraphBuilder;
import org.gauntletml.models.graph.Tensor;
import org.gauntletml.models.graph.onnx.OnnxExport;
import org.gauntletml.models.kit.Digits;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Sgd;

class TrainRefusalTest extends TrainFixture {
  private static final String MLP = "--arch mlp --data digits.npz --epochs 1 --out net.zip ";

  /** One line on standard error, status 2, and nothing left behind. */
  private void refused(String line, String... parts) throws IOException {
    List<Path> before = everything();
    assertThat(train(line)).as(recorded.err()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(recorded.err().lines()).singleElement().asString().startsWith("gauntlet: ");
    assertThat(recorded.err()).contains(parts);
    assertThat(recorded.out()).isEmpty();
    assertThat(everything()).isEqualTo(before);
  }

  private List<Path> everything() throws IOException {
    try (Stream<Path> files = Files.walk(temp)) {
      return files.sorted().toList();
    }
  }

  @Test
  void optionsOfOtherMethods() throws IOException {
    refused(MLP + "--method pgd --beta 6", "--beta", "with --method pgd", "6", "trades, mart");
    refused(MLP + "--method fast --steps 3", "--steps", "--method fast", "pgd");
    refused(MLP + "--method clean --eps 0.1", "--eps", "--method clean");
    refused(MLP + "--method free --awp 0.01", "--awp", "--method free");
    refused(MLP + "--method gaussian --warm-up 2", "--warm-up", "--method gaussian");
    refused(MLP + "--method macer --norm L2", "--norm", "--method macer");
    refused(MLP + "--method trade", "--method", "trades");
  }

  @Test
  void numbersThatMakeNoSense() throws IOException {
    refused(MLP + "--eps 0", "--eps", "positive");
    refused(MLP + "--eps 8", "--eps: expected at most 1.0", "8/255");
    refused(MLP + "--norm L2 --eps 30", "--eps: expected at most 8.0, as far in L2");
    refused(MLP + "--norm L2", "--eps", "a radius in L2");
    refused(MLP + "--method smoothadv", "--eps", "a radius in L2");
    refused(MLP + "--norm L0 --eps 3", "Linf, L2");
    refused(MLP + "--steps 0", "--steps", "from 1");
    refused(MLP + "--crop 8", "more than 8 pixels high", "[N,1,8,8]");
    refused(MLP + "--step -1", "--step", "a step such as");
    refused(MLP + "--method gaussian --sigma -1", "--sigma", "positive");
    refused(MLP + "--method macer --copies 1", "MACER", "2 or more copies");
    refused(MLP + "--method mart --beta 0", "--beta");
    refused(MLP + "--awp 0", "--awp");
    refused(MLP + "--lr 0", "--lr");
    refused(MLP + "--updater rmsprop", "--updater", "adam or sgd");
    refused(MLP + "--schedule cosine", "--schedule", "constant or step or cyclic");
    refused(MLP + "--validation 240", "validation", "1 to 239", "240");
  }

  @Test
  void dataThatDoNotFit() throws IOException {
    refused("--arch mlp", "--data", "none");
    refused("--arch mlp --data nothing.npz", "nothing.npz", "nothing at this path");
    refused("--arch smallcnn --data digits.npz", "smallcnn", "16x16", "8x8");
    refused("--arch lenet --data digits.npz --shape 64", "lenet", "[N,64]", "--shape");
    try (NpzWriter npz = new NpzWriter(Files.newOutputStream(path("bare.npz")))) {
      npz.put("x", Digits.train().head(20).inputs());
    }
    refused("--arch mlp --data bare.npz", "bare.npz", "label");
    write("three.zip", Architecture.MLP.network(Digits.INPUT, 3, new Sgd(.1), 0, 1));
    refused("--model three.zip --data digits.npz", "a label from 0 to 2", "example ");
    write("wide.zip", Architecture.MLP.network(Digits.INPUT, 10, new Sgd(.1), 0, 1));
    refused("--model wide.zip --data digits.npz --shape 1,4,16", "--shape", "[1, 8, 8]");
  }

  @Test
  void whatCannotBeTrained() throws IOException {
    refused("--data digits.npz", "--arch and --model", "neither");
    refused("--arch mlp --model in.zip --data digits.npz", "--arch and --model", "both");
    refused("--arch lennet --data digits.npz", "--arch", "lenet");
    refused("--model in.zip --data digits.npz", "in.zip", "no such file");
    refused("--model https://example.org/v2/models/m --data digits.npz", "--model", "an endpoint");
    GraphBuilder b = new GraphBuilder();
    OnnxExport.write(
        b.output("z", b.matMul(b.input("x", 3), b.parameter("w", Tensor.of(new float[6], 3, 2))))
            .build(),
        path("net.onnx"));
    Files.write(path("net.h5"), new byte[] {(byte) 0x89, 'H', 'D', 'F'});
    Files.write(path("net.fb"), new byte[8]);
    for (String other : List.of("net.onnx", "net.h5", "net.fb")) {
      refused("--model " + other + " --data digits.npz", other, "cannot be trained");
    }
    refused("--model in.zip --data digits.npz --updater sgd", "--updater", "--model", "--lr");
    refused("--model in.zip --data digits.npz --schedule step", "--schedule", "--lr");
  }

  @Test
  void whatIsThereAlready() throws IOException {
    Files.createDirectory(path("folder.zip"));
    refused("--arch mlp --data digits.npz --epochs 1 --out folder.zip", "--out", "a folder");
    try (OutputStream out = Files.newOutputStream(path("net.zip"))) {
      out.write(1);
    }
    refused(MLP, "--out", "there already", "--overwrite");
    trains(MLP + "--method clean --overwrite");
    edit("net.zip", text -> text.replace("gauntlet training 1", "gauntlet training 0"));
    refused(MLP + "--method clean", "last.checkpoint", "of this version", "--overwrite");
    edit("net.zip", text -> "");
    refused(MLP + "--method clean", "last.checkpoint", "of this version", "--overwrite");
    Path last = path("net.zip.checkpoints").resolve("last.checkpoint");
    byte[] whole = Files.readAllBytes(last);
    Files.write(last, java.util.Arrays.copyOf(whole, whole.length / 2));
    refused(MLP + "--method clean", "last.checkpoint", "a damaged file", "--overwrite");
  }
}
