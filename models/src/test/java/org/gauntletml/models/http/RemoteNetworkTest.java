package org.gauntletml.models.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.Floats;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.Logits;
import org.gauntletml.models.kit.ModelServer;
import org.gauntletml.models.kit.ModelServer.Fault;
import org.gauntletml.models.kit.ModelServer.Form;
import org.gauntletml.models.wrapping.ImageLayout;
import org.gauntletml.models.wrapping.ImportOptions;
import org.gauntletml.models.wrapping.Normalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Endpoints that behave, or behave again after a while. */
class RemoteNetworkTest {
  static final double[][] WEIGHTS = {{1, -2, 0.5, 3}, {-1, 1, 0.25, 0}, {0.125, 0, 2, -1}};
  static final InputSpec ROW = InputSpec.unit(4);
  static final HttpOptions QUICK =
      HttpOptions.DEFAULT.retrying(new Backoff(2, Duration.ofMillis(1), Duration.ofMillis(4), 1));

  @TempDir Path temp;

  static RemoteNetwork open(ModelServer server, HttpOptions options) {
    return RemoteNetwork.open(Endpoint.parse("--model", server.address()), options);
  }

  static RemoteModel model(ModelServer server, HttpOptions options) {
    return open(server, options).model(ROW, ImportOptions.DEFAULT);
  }

  static INDArray rows(int count, long seed) {
    return RemoteNetwork.somewhere(ROW, count, new SplittableRandom(seed));
  }

  private static double[] doubles(INDArray x, int row) {
    float[] all = Floats.of(x);
    double[] values = new double[4];
    for (int i = 0; i < 4; i++) {
      values[i] = all[row * 4 + i];
    }
    return values;
  }

  @Test
  void logitsAreTheServersToTheLastBit() {
    try (ModelServer server = ModelServer.linear(WEIGHTS);
        RemoteModel model = model(server, QUICK)) {
      assertThat(model).isInstanceOf(RemoteScores.class);
      assertThat(model.input()).isEqualTo(ROW);
      assertThat(model.classes()).isEqualTo(3);
      INDArray x = rows(150, 1);
      float[] logits = Floats.of(((Classifier) model).logits(x));
      for (int n = 0; n < 150; n++) {
        double[] exact = server.told(doubles(x, n));
        for (int k = 0; k < 3; k++) {
          assertThat(logits[n * 3 + k]).isEqualTo((float) exact[k]);
        }
      }
      assertThat(model.description().notes()).noneMatch(note -> note.contains("probabilities"));
      assertThat(model.check(1).passed()).isTrue();
    }
  }

  @Test
  void probabilitiesAreTakenInLogSpaceAndSaidSo() {
    try (ModelServer server = ModelServer.linear(WEIGHTS).telling(Form.SOFTMAX);
        RemoteModel model = model(server, QUICK)) {
      INDArray x = rows(5, 2);
      double[][] z = Logits.rows(((Classifier) model).logits(x));
      for (int n = 0; n < 5; n++) {
        double[] p = server.told(doubles(x, n));
        for (int k = 0; k < 3; k++) {
          assertThat(z[n][k]).isCloseTo(Math.log(p[k]), within(1e-6));
        }
      }
      assertThat(model.description().notes()).anyMatch(note -> note.contains("logarithms"));
    }
  }

  @Test
  void oneProbabilityIsTwoClasses() {
    try (ModelServer server = ModelServer.linear(WEIGHTS[0], WEIGHTS[1]).telling(Form.SIGMOID);
        RemoteModel model = model(server, QUICK)) {
      assertThat(model.classes()).isEqualTo(2);
      INDArray x = rows(5, 3);
      double[][] z = Logits.rows(((Classifier) model).logits(x));
      for (int n = 0; n < 5; n++) {
        double[] in = doubles(x, n);
        double margin = 0;
        for (int i = 0; i < 4; i++) {
          margin += (WEIGHTS[1][i] - WEIGHTS[0][i]) * in[i];
        }
        assertThat(z[n][1] - z[n][0]).isCloseTo(margin, within(1e-5));
      }
      assertThat(model.description().notes()).anyMatch(note -> note.contains("probability"));
    }
  }

  @Test
  void labelsAlone() {
    try (ModelServer server = ModelServer.linear(WEIGHTS).telling(Form.LABEL);
        RemoteModel model = model(server, QUICK.telling(3))) {
      assertThat(model).isInstanceOf(RemoteLabels.class).isNotInstanceOf(Classifier.class);
      INDArray x = rows(9, 4);
      int[] labels = model.labels(x);
      for (int n = 0; n < 9; n++) {
        assertThat(labels[n]).isEqualTo((int) server.told(doubles(x, n))[0]);
      }
      assertThat(model.check(1).passed()).isTrue();
    }
  }

  @Test
  void theDescriptionTellsWhatItIs() {
    try (ModelServer server = ModelServer.linear(WEIGHTS);
        RemoteModel model = model(server, QUICK)) {
      assertThat(model.description().format()).isEqualTo("Open Inference Protocol v2, test");
      assertThat(model.description().limitation().orElseThrow())
          .isEqualTo("gradients cannot be asked for over HTTP, only scores or labels");
      assertThat(model.description().parts())
          .extracting(part -> part.name() + " " + part.kind() + " " + part.output())
          .containsExactly("x input FP32 [N,4]", "y output FP32 [N,3]");
    }
  }

  @Test
  void questionsAreCutUpAndAnsweredInOrder() {
    try (ModelServer server = ModelServer.linear(WEIGHTS);
        RemoteModel model = model(server, QUICK.inBatches(7, 3))) {
      INDArray x = rows(100, 5);
      int before = server.batches().size();
      float[] together = Floats.of(((Classifier) model).logits(x));
      assertThat(server.batches().subList(before, server.batches().size()))
          .hasSize(15)
          .allMatch(size -> size <= 7);
      assertThat(server.mostAtOnce()).isLessThanOrEqualTo(3);
      try (RemoteModel other = model(server, QUICK.inBatches(100, 1))) {
        assertThat(Floats.of(((Classifier) other).logits(x))).isEqualTo(together);
      }
    }
  }

  @Test
  void aFixedBatchIsKeptTo() {
    for (int fixed : new int[] {1, 4}) {
      try (ModelServer server = ModelServer.linear(WEIGHTS).inBatchesOf(fixed);
          RemoteModel model = model(server, QUICK)) {
        assertThat(model.labels(rows(6, 6))).hasSize(6);
        assertThat(server.batches()).allMatch(size -> size == fixed);
        assertThat(model.queries()).isEqualTo(server.inputs());
      }
    }
  }

  @Test
  void aServerThatIsBusyOrFailsIsAskedAgain() {
    try (ModelServer server = ModelServer.linear(WEIGHTS);
        RemoteModel model = model(server, QUICK)) {
      INDArray x = rows(2, 7);
      int[] labels = model.labels(x);
      int before = server.requests();
      server.then(Fault.status(503, "starting"), Fault.busy("0"));
      assertThat(model.labels(x)).isEqualTo(labels);
      server.then(Fault.cut(), Fault.status(500, ""));
      assertThat(model.labels(x)).isEqualTo(labels);
      assertThat(server.requests() - before).isEqualTo(6);
      assertThat(model.queries()).as("what is sent again counts").isEqualTo(3 + 2 + 12);
    }
  }

  @Test
  void retryAfterIsWaitedFor() {
    try (ModelServer server = ModelServer.linear(WEIGHTS);
        RemoteModel model = model(server, QUICK)) {
      server.then(Fault.busy("1"));
      long start = System.nanoTime();
      assertThat(model.labels(rows(1, 8))).hasSize(1);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(990));
    }
  }

  @Test
  void aServerThatHangsIsAskedAgain() {
    try (ModelServer server = ModelServer.linear(WEIGHTS);
        RemoteModel model =
            model(server, QUICK.patient(Duration.ofSeconds(5), Duration.ofMillis(300)))) {
      server.thenHang();
      assertThat(model.labels(rows(1, 9))).hasSize(1);
    }
  }

  @Test
  void whatWasAnsweredIsNotPaidAgain() {
    HttpOptions remembering = QUICK.remembering(temp.resolve("answers"));
    INDArray x = rows(10, 10);
    try (ModelServer server = ModelServer.linear(WEIGHTS)) {
      float[] logits;
      try (RemoteModel model = model(server, remembering)) {
        logits = Floats.of(((Classifier) model).logits(x));
        assertThat(model.queries()).isEqualTo(13);
        model.labels(x);
        assertThat(model.queries()).isEqualTo(13);
      }
      try (RemoteModel model = model(server, remembering)) {
        assertThat(Floats.of(((Classifier) model).logits(x))).isEqualTo(logits);
        assertThat(model.queries()).isZero();
        assertThat(model.check(1).passed()).isTrue();
        assertThat(model.queries()).as("a check asks again").isPositive();
      }
      try (RemoteModel other = model(server.version("2"), remembering)) {
        other.labels(x);
        assertThat(other.queries()).as("another version is another model").isEqualTo(13);
      }
    }
  }

  @Test
  void theSameInputTwiceInOneQuestionIsAskedOnce() {
    try (ModelServer server = ModelServer.linear(WEIGHTS);
        RemoteModel model = model(server, QUICK.remembering(temp))) {
      INDArray x = Floats.array(new float[] {1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1}, 3, 4);
      float[] logits = Floats.of(((Classifier) model).logits(x));
      assertThat(model.queries()).isEqualTo(5);
      assertThat(logits).startsWith(4, -1, -0.875f).endsWith(4, -1, -0.875f);
    }
  }

  @Test
  void imagesAreTurnedAndNormalisedBeforeTheyAreSent() {
    double[][] weights = new double[2][12];
    weights[0][5] = 1; // row 0, column 1, channel 2 of an image [2,2,3]
    weights[1][0] = 1;
    UnaryShape shape = new UnaryShape("[-1, 2, 2, 3]");
    try (ModelServer server = ModelServer.linear(weights).describing(shape::in);
        RemoteNetwork network = open(server, QUICK)) {
      assertThat(network.inputShape(ImageLayout.NHWC)).contains(List.of(3L, 2L, 2L));
      assertThat(network.inputShape(ImageLayout.NCHW)).contains(List.of(2L, 2L, 3L));
      ImportOptions about =
          ImportOptions.DEFAULT
              .laidOut(ImageLayout.NHWC)
              .normalized(new Normalization(List.of(0.5, 0.5, 0.25), List.of(1.0, 1.0, 0.5)));
      RemoteModel model = network.model(InputSpec.unit(3, 2, 2), about);
      float[] image = new float[12];
      image[2 * 4 + 1] = 1; // channel 2, row 0, column 1
      float[] logits = Floats.of(((Classifier) model).logits(Floats.array(image, 1, 3, 2, 2)));
      assertThat(logits).containsExactly((1 - 0.25f) / 0.5f, -0.5f);
      assertThat(model.description().notes())
          .anyMatch(note -> note.contains("channels last"))
          .anyMatch(note -> note.contains("normalised"));
    }
  }

  private record UnaryShape(String shape) {
    String in(String metadata) {
      return metadata.replace("\"shape\": [-1, 12]", "\"shape\": " + shape);
    }
  }

  @Test
  void anEndpointThatTellsLittleIsEnough() {
    try (ModelServer server =
            ModelServer.linear(WEIGHTS).describing(json -> "{\"name\": \"linear\"}");
        RemoteNetwork network = open(server, QUICK)) {
      assertThat(network.inputShape(null)).isEmpty();
      RemoteModel model = network.model(ROW, ImportOptions.DEFAULT);
      assertThat(model.classes()).isEqualTo(3);
      assertThat(model.description().format()).isEqualTo("Open Inference Protocol v2");
    }
  }

  @Test
  void aSecretOpensTheDoor() {
    SecretHeader secret =
        SecretHeader.fromEnvironment(
            "--header-env", "Authorization=TOKEN", Map.of("TOKEN", "Bearer s3cret"));
    assertThat(secret).hasToString("Authorization");
    try (ModelServer server = ModelServer.linear(WEIGHTS).behind("Bearer s3cret");
        RemoteModel model = model(server, QUICK.sending(List.of(secret)))) {
      assertThat(model.labels(rows(2, 11))).hasSize(2);
    }
  }

  @Test
  void waitsDoubleAndAreDrawnFromTheSeed() {
    Backoff backoff = new Backoff(5, Duration.ofMillis(100), Duration.ofMillis(500), 7);
    SplittableRandom random = new SplittableRandom(7);
    SplittableRandom same = new SplittableRandom(7);
    long[] most = {100, 200, 400, 500, 500};
    for (int retry = 1; retry <= 5; retry++) {
      Duration wait = backoff.before(retry, random);
      assertThat(wait).isEqualTo(backoff.before(retry, same));
      assertThat(wait.toNanos()).isBetween(most[retry - 1] * 500_000, most[retry - 1] * 1_000_000);
    }
    assertThat(Optional.of(Backoff.DEFAULT.retries(0)).map(Backoff::retries)).contains(0);
  }
}
