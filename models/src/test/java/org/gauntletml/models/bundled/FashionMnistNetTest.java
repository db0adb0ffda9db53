package org.gauntletml.models.bundled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.gauntletml.models.training.Training;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FashionMnistNetTest {
  /** On the 10,000 test images, as the model card says. */
  private static final double ACCURACY = .9050;

  @Test
  void theBundledModelKnowsTheBundledImages() {
    MultiLayerNetwork net = FashionMnistNet.trained();

    assertThat(net.numParams()).isEqualTo(80_202);
    // as the model card says; at most two of 1000 may tip over on another processor
    assertThat(Training.accuracy(net, FashionMnist.test1000())).isCloseTo(.9080, within(.002));
  }

  @Test
  void theZipIsSmallAndHasNoUpdaterState() throws IOException {
    try (InputStream zip = FashionMnistNet.zip()) {
      assertThat(zip.readAllBytes().length).isLessThan(1_000_000);
    }
    assertThat(FashionMnistNet.trained().getUpdater(false)).isNull();
  }

  @Test
  void theModelCardSpeaksOfThisZip() throws Exception {
    try (InputStream zip = FashionMnistNet.zip();
        InputStream card = FashionMnistNet.class.getResourceAsStream("fashion-mnist-cnn.md")) {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(zip.readAllBytes());
      assertThat(card).isNotNull();
      assertThat(new String(card.readAllBytes(), StandardCharsets.UTF_8))
          .contains(HexFormat.of().formatHex(hash))
          .contains("%.2f%% of the 10,000".formatted(100 * ACCURACY));
    }
  }

  @Test
  void anotherCopyIsAnotherNetwork() {
    MultiLayerNetwork spoiled = FashionMnistNet.trained();
    spoiled.params().assign(0);

    assertThat(FashionMnistNet.trained().params().amaxNumber().doubleValue()).isGreaterThan(.1);
  }

  @Test
  void writingItAgainGivesTheSameContent() throws IOException {
    byte[] once = written(FashionMnistNet.trained());

    assertThat(written(FashionMnistNet.trained())).isEqualTo(once);
    try (InputStream zip = FashionMnistNet.zip()) {
      assertThat(entries(once)).isEqualTo(entries(zip.readAllBytes()));
    }
  }

  @Test
  @Tag("slow")
  void theWholeTestSet() {
    assumeThat(FashionMnistTraining.DEBIAN)
        .as("the Debian package dataset-fashion-mnist")
        .isDirectory();

    assertThat(
            Training.accuracy(
                FashionMnistNet.trained(), FashionMnistTraining.test(FashionMnistTraining.DEBIAN)))
        .isCloseTo(ACCURACY, within(.0005));
  }

  @Test
  @Tag("slow")
  void trainingAgainComesToTheSame() {
    assumeThat(FashionMnistTraining.DEBIAN)
        .as("the Debian package dataset-fashion-mnist")
        .isDirectory();

    MultiLayerNetwork again = FashionMnistTraining.train(FashionMnistTraining.DEBIAN);

    assertThat(Training.accuracy(again, FashionMnistTraining.test(FashionMnistTraining.DEBIAN)))
        .isGreaterThan(.89)
        .isCloseTo(ACCURACY, within(.01));
  }

  private static byte[] written(MultiLayerNetwork net) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ModelZip.write(net, out);
    return out.toByteArray();
  }

  /** Name and time of each entry, with its content in hexadecimal. */
  private static Map<String, String> entries(byte[] zip) throws IOException {
    Map<String, String> entries = new TreeMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        entries.put(
            e.getName() + " " + e.getTimeLocal(), HexFormat.of().formatHex(in.readAllBytes()));
      }
    }
    return entries;
  }
}
