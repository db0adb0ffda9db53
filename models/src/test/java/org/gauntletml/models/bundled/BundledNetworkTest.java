package org.gauntletml.models.bundled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BundledNetworkTest {
  @ParameterizedTest
  @EnumSource
  void isTheNetworkOfItsModelCard(BundledNetwork bundled)
      throws IOException, NoSuchAlgorithmException {
    assumeThat(BundledNetwork.class.getResource(bundled.file() + ".zip"))
        .as("the trained network of " + bundled)
        .isNotNull();

    assertThat(bundled.trained().numParams()).isEqualTo(80_202);
    try (InputStream zip = bundled.zip();
        InputStream card = BundledNetwork.class.getResourceAsStream(bundled.file() + ".md")) {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(zip.readAllBytes());
      assertThat(card).isNotNull();
      assertThat(new String(card.readAllBytes(), StandardCharsets.UTF_8))
          .contains(HexFormat.of().formatHex(hash));
    }
  }

  @Test
  void hasAName() {
    assertThat(BundledNetwork.named("--model", "fashion-mnist-robust"))
        .isEqualTo(BundledNetwork.FASHION_MNIST_ROBUST);
    assertThatThrownBy(() -> BundledNetwork.named("--model", "fashion-mnst"))
        .isInstanceOf(BadInput.class)
        .hasMessageContainingAll("--model", "Did you mean fashion-mnist?", "fashion-mnist-robust");
  }
}
