package org.gauntletml.models.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gauntletml.models.http.RemoteNetworkTest.QUICK;
import static org.gauntletml.models.http.RemoteNetworkTest.ROW;
import static org.gauntletml.models.http.RemoteNetworkTest.WEIGHTS;
import static org.gauntletml.models.http.RemoteNetworkTest.model;
import static org.gauntletml.models.http.RemoteNetworkTest.open;
import static org.gauntletml.models.http.RemoteNetworkTest.rows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.NoAnswer;
import org.gauntletml.models.kit.ModelServer;
import org.gauntletml.models.kit.ModelServer.Fault;
import org.gauntletml.models.kit.ModelServer.Form;
import org.gauntletml.models.wrapping.ImportOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Endpoints that misbehave, and what is said about them: one sentence, and what to do. */
class RemoteRefusalTest {
  @TempDir Path temp;

  private static void refused(Runnable asking, String... parts) {
    told(asking, BadInput.class, parts);
  }

  private static void unanswered(Runnable asking, String... parts) {
    told(asking, NoAnswer.class, parts);
  }

  private static void told(Runnable asking, Class<?> type, String... parts) {
    assertThatThrownBy(asking::run)
        .isInstanceOf(type)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://host/ | https://HOST/v2/models/NAME, got https://host/. Give the address",
        "https://host/v2/models/m/infer | without /infer",
        "https://host/v1/models/m | got https://host/v1/models/m.",
        "https:///v2/models/m | got https:///v2/models/m.",
        "https://host/v2/models/a b | a mistake in it. Illegal character in path at position 24.",
        "https://host/v2/models/m?key=s3cret | a query (?) or a fragment (#). Secrets in an",
        "https://me:s3cret@host/v2/models/m | one with a user"
      })
  void addressesThatAreNone(String text, String message) {
    assertThatThrownBy(() -> Endpoint.parse("--model", text))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("--model: expected the address of a model")
        .hasMessageContaining(message)
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void addressesThatAreFine() {
    Endpoint plain = Endpoint.parse("--model", "https://host:8443/serving/v2/models/net/");
    assertThat(plain.toString()).isEqualTo("https://host:8443/serving/v2/models/net");
    assertThat(plain.model()).isEqualTo("net");
    Endpoint version = Endpoint.parse("--model", "http://host/v2/models/net/versions/3");
    assertThat(version.version()).isEqualTo("3");
    assertThat(version.infer().getPath()).isEqualTo("/v2/models/net/versions/3/infer");
  }

  @Test
  void secretsThatAreNone() {
    refused(
        () -> SecretHeader.fromEnvironment("--header-env", "Bearer s3cret", Map.of()),
        "--header-env: expected a header and an environment variable, such as"
            + " Authorization=MY_TOKEN, got something else. Give the name of the variable");
    refused(
        () -> SecretHeader.fromEnvironment("--header-env", "Authorization=TOKEN", Map.of()),
        "expected the environment variable TOKEN to be set, got none.");
    refused(
        () -> SecretHeader.fromEnvironment("--header-env", "A=TOKEN", Map.of("TOKEN", "x\r\nB: y")),
        "printable ASCII characters in the environment variable TOKEN");
  }

  @Test
  void aSecretIsNeverRepeated() {
    SecretHeader secret =
        SecretHeader.fromEnvironment(
            "--header-env", "Authorization=TOKEN", Map.of("TOKEN", "Bearer s3cret"));
    try (ModelServer server = ModelServer.linear(WEIGHTS).behind("Bearer other")) {
      assertThatThrownBy(() -> open(server, QUICK.sending(List.of(secret))))
          .hasMessageContaining("status 401 (who are you, ***?). Send credentials")
          .hasMessageNotContaining("s3cret");
    }
  }

  @Test
  void nobodyIsThere() {
    String address;
    try (ModelServer server = ModelServer.linear(WEIGHTS)) {
      address = server.address();
    }
    unanswered(
        () -> RemoteNetwork.open(Endpoint.parse("--model", address), QUICK),
        address + ": expected an answer, got no connection, 3 times. Look after the server");
    refused(
        () ->
            RemoteNetwork.open(
                Endpoint.parse("--model", "http://nowhere.invalid/v2/models/m"), QUICK),
        "expected a host that exists, got an unknown one.");
  }

  @Test
  void anotherKindOfServer() {
    try (ModelServer server = ModelServer.linear(WEIGHTS)) {
      String address = server.address();
      Endpoint missing = Endpoint.parse("--model", address.replace("linear", "quadratic"));
      refused(() -> RemoteNetwork.open(missing, QUICK), "status 404", "the name of the model");
      server.describing(json -> "<html>\n<b>Welcome</b></html>");
      refused(
          () -> open(server, QUICK),
          address
              + ": expected a JSON object of the Open Inference Protocol v2, got \"<html>"
              + " <b>Welcome</b></html>\". Check that the address");
      server.describing(json -> "{\"status\": \"ok\"}");
      refused(() -> open(server, QUICK), "expected metadata of a model with its name");
      server.describing(json -> json.replace("FP32", "BYTES"));
      refused(() -> open(server, QUICK), "input 'x': expected an input of type FP32 or FP64, got");
      server.describing(json -> json.replace("[-1, 4]", "[4]"));
      refused(() -> open(server, QUICK), "expected a batch of examples [N, ...], got shape [4]");
      server.describing(
          json ->
              json.replace("\"inputs\": [", "\"inputs\": [{\"name\": \"mask\", \"shape\": [1]},"));
      refused(() -> open(server, QUICK), "expected a model with one input, got inputs [mask, x].");
      server.describing(json -> json.replace("[-1, 4]", "[-1, 5]"));
      refused(() -> model(server, QUICK), "expected inputs of shape [N,5]", "got [N,4]");
    }
  }

  @Test
  void outputsThatAreUnclear() {
    try (ModelServer server = ModelServer.linear(WEIGHTS)) {
      server.describing(
          json ->
              json.replace(
                  "\"outputs\": [",
                  "\"outputs\": [{\"name\": \"z\", \"datatype\": \"FP32\", \"shape\": [-1, 3]},"));
      refused(() -> model(server, QUICK), "got outputs [z, y].", "--model-output");
      refused(
          () -> open(server, QUICK).model(ROW, ImportOptions.DEFAULT.output("w")),
          "expected an output among [z, y], got w.");
      try (RemoteModel model = open(server, QUICK).model(ROW, ImportOptions.DEFAULT.output("y"))) {
        assertThat(model.classes()).isEqualTo(3);
      }
      refused(
          () -> open(server, QUICK).model(ROW, ImportOptions.DEFAULT.output("z")),
          "expected an output among [y], got z.");
      server.describing(json -> json.replace("\"FP32\", \"shape\": [-1, 3]", "\"BYTES\""));
      refused(() -> model(server, QUICK), "output 'y': expected scores (FP32) or labels (INT64)");
      server.describing(json -> json).telling(Form.LABEL);
      refused(() -> model(server, QUICK), "--classes: expected the number of classes, got none.");
      server.telling(Form.LOGITS);
      refused(
          () -> model(server, QUICK.telling(7)),
          "--classes: expected 3, as the endpoint tells scores of, got 7.");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"shape\": [2, 3] ; \"shape\": [1, 6] | shape [1, 6]. If it takes one input at a time,"
            + " give --endpoint-batch 1.",
        "\"shape\": [2, 3] ; \"shape\": [2, 4] | expected 8 values, as its shape says, got 6",
        "\"data\": [ ; \"data\": [\"a\", | expected numbers, got \"a\".",
        "\"data\": [ ; \"data\": [null, | expected numbers, got null.",
        "\"data\": [ ; \"binary\": [ | expected its values as JSON under 'data'",
        "\"outputs\" ; \"predictions\" | expected outputs, got an answer without any.",
        "\"name\": \"y\" ; \"name\": \"z\" | expected an output among [z], got y.",
        "\"data\": [ ; [ | expected a JSON object of the Open Inference Protocol v2, got \"{",
        "\"model_version\": \"1\" ; \"model_version\": \"9\" | answers of version 1 of the model,"
            + " as before, got version 9. Ask for one version: /versions/1"
      })
  void answersThatMakeNoSense(String change, String message) {
    String[] parts = change.split(" ; ", -1);
    try (ModelServer server = ModelServer.linear(WEIGHTS);
        RemoteModel model = model(server, QUICK)) {
      server.answering(json -> json.replace(parts[0], parts[1]));
      unanswered(() -> model.labels(rows(2, 1)), server.address(), message);
    }
  }

  @ParameterizedTest
  @CsvSource({"NaN", "Infinity", "-Infinity"})
  void scoresThatAreNoNumbers(String score) {
    try (ModelServer server = ModelServer.linear(WEIGHTS);
        RemoteModel model = model(server, QUICK)) {
      server.answering(json -> json.replaceFirst("\"data\": \\[[^,]*", "\"data\": [" + score));
      unanswered(
          () -> model.labels(rows(2, 1)),
          server.address() + ": expected finite scores, got " + score + ". Look after the model");
    }
  }

  @Test
  void answersThatChangeTheirKind() {
    try (ModelServer server = ModelServer.linear(WEIGHTS).telling(Form.SOFTMAX);
        RemoteModel model = model(server, QUICK)) {
      server.telling(Form.LOGITS);
      unanswered(() -> model.labels(rows(20, 1)), "expected probabilities, as in its first");
    }
    try (ModelServer server = ModelServer.linear(WEIGHTS).telling(Form.LABEL);
        RemoteModel model = model(server, QUICK.telling(2))) {
      unanswered(() -> model.labels(rows(60, 1)), "expected labels 0 to 1, got 2.", "--classes");
    }
  }

  @Test
  void failuresThatDoNotPass() {
    try (ModelServer server = ModelServer.linear(WEIGHTS);
        RemoteModel model = model(server, QUICK)) {
      Fault down = Fault.status(503, "{\"error\": \"model is loading\"}");
      server.then(down, down, down);
      unanswered(
          () -> model.labels(rows(1, 1)),
          "/infer: expected an answer, got status 503 (model is loading), 3 times. Look after the"
              + " server, then run the same command again.");
      server.then(Fault.busy("3600"));
      unanswered(() -> model.labels(rows(1, 1)), "status 429 and the wish to wait 3600.0 s.");
      server.then(Fault.status(400, "{\"error\": \"unexpected shape\"}"));
      unanswered(() -> model.labels(rows(1, 1)), "got status 400 (unexpected shape).");
      server.then(Fault.status(302, ""));
      unanswered(() -> model.labels(rows(1, 1)), "got status 302. Give the address it redirects");
      server.then(Fault.cut(), Fault.cut(), Fault.cut());
      unanswered(() -> model.labels(rows(1, 1)), "a connection that broke");
      assertThat(model.labels(rows(1, 1))).hasSize(1);
    }
  }

  @Test
  void aServerThatHangs() {
    HttpOptions hasty = QUICK.patient(Duration.ofSeconds(5), Duration.ofMillis(200));
    try (ModelServer server = ModelServer.linear(WEIGHTS);
        RemoteModel model = model(server, hasty)) {
      server.thenHang().thenHang().thenHang();
      unanswered(() -> model.labels(rows(1, 1)), "got none within 0.2 s, 3 times.");
    }
  }

  @Test
  void theBudgetIsHard() {
    try (ModelServer server = ModelServer.linear(WEIGHTS);
        RemoteModel model = model(server, QUICK.limitedTo(20).inBatches(4, 2))) {
      model.labels(rows(10, 1));
      unanswered(
          () -> model.labels(rows(8, 2)),
          "expected no more than 20 inputs to be sent (--total-queries), got a question of 8 more"
              + " after 13.");
      assertThat(server.inputs()).as("all or nothing without a cache").isEqualTo(13);
      model.labels(rows(3, 3));
      Fault down = Fault.status(503, "");
      server.then(down, down);
      unanswered(() -> model.labels(rows(2, 4)), "a question of 2 more after 20");
      assertThat(model.queries()).isEqualTo(20);
    }
  }

  @Test
  void aSpentBudgetLosesNothingThatIsRemembered() {
    HttpOptions remembering = QUICK.remembering(temp).limitedTo(11).inBatches(4, 2);
    try (ModelServer server = ModelServer.linear(WEIGHTS)) {
      try (RemoteModel model = model(server, remembering)) {
        unanswered(() -> model.labels(rows(20, 1)), "a question of 12 more after 11");
      }
      try (RemoteModel model = model(server, remembering)) {
        unanswered(() -> model.labels(rows(20, 1)), "a question of 4 more after 8");
      }
      try (RemoteModel model = model(server, remembering)) {
        assertThat(model.labels(rows(20, 1))).hasSize(20);
        assertThat(server.inputs()).isEqualTo(23);
      }
    }
  }

  @Test
  void oneFailureStopsTheRest() {
    try (ModelServer server = ModelServer.linear(WEIGHTS);
        RemoteModel model = model(server, QUICK.inBatches(1, 2))) {
      server.dyingAfter(13);
      unanswered(() -> model.labels(rows(200, 1)), "status 500 (out of memory), 3 times");
      assertThat(server.requests()).isLessThan(30);
    }
  }
}
