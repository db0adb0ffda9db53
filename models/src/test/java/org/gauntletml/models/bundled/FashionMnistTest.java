package org.gauntletml.models.bundled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.data.Dataset;
import org.junit.jupiter.api.Test;

class FashionMnistTest {
  /** {@code zcat t10k-labels-idx1-ubyte.gz | tail -c +9 | head -c 1000 | od} of the full set. */
  private static final int[] COUNTS = {107, 105, 111, 93, 115, 87, 97, 95, 95, 95};

  @Test
  void aThousandNamedExamples() {
    Dataset data = FashionMnist.test1000();

    assertThat(data.spec()).isEqualTo(InputSpec.unit(1, 28, 28));
    assertThat(data.inputs().shape()).containsExactly(1000, 1, 28, 28);
    assertThat(data.ids()).startsWith("0", "1").endsWith("998", "999");
    int[] counts = new int[10];
    for (int label : data.labels()) {
      counts[label]++;
    }
    assertThat(counts).containsExactly(COUNTS);
    assertThat(data.classNames().get(data.labels()[0])).isEqualTo("Ankle boot");
  }

  @Test
  void theyAreTheFirstOfThePublishedTestSet() {
    assumeThat(FashionMnistTraining.DEBIAN)
        .as("the Debian package dataset-fashion-mnist")
        .isDirectory();

    assertThat(FashionMnist.test1000().sha256())
        .isEqualTo(FashionMnistTraining.test(FashionMnistTraining.DEBIAN).head(1000).sha256());
  }

  @Test
  void theLicenceComesWithThem() throws IOException {
    try (InputStream licence =
        FashionMnist.class.getResourceAsStream("fashion-mnist-1000.LICENSE.md")) {
      assertThat(licence).isNotNull();
      assertThat(new String(licence.readAllBytes(), StandardCharsets.UTF_8))
          .contains("The MIT License (MIT) Copyright © 2017 Zalando SE");
    }
  }
}
