package org.gauntletml.harness.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.harness.evaluation.Rate;
import org.gauntletml.harness.evaluation.Run;
import org.gauntletml.models.InputSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonReportTest {
  private static final JsonMapper MAPPER = new JsonMapper();

  static Stream<Run> runs() {
    return Stream.of(
        SampleRun.grey(40),
        SampleRun.violated(SampleRun.grey(9), List.of("pgd on example 3: not in the box")),
        SampleRun.of(
            SampleRun.data("nothing", 12, InputSpec.unit(3, 5, 5)),
            ThreatModel.within(Norm.L0, Epsilon.of(2)),
            SampleRun.twoAttacks(0, 0)),
        SampleRun.of(
            SampleRun.data("smallest", 30, new InputSpec(List.of(6L), -1, 1)),
            ThreatModel.smallest(Norm.L2),
            SampleRun.twoAttacks(0.5, 1)));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void keepsItsSchema(Run run) throws IOException {
    assertThat(errors(json(run))).isEmpty();
  }

  @Test
  void theSchemaRefusesWhatItDoesNotKnow() throws IOException {
    String good = json(SampleRun.grey(5));

    assertThat(errors(good.replaceFirst("\"votes\" : 1", "\"votes\" : 0"))).isNotEmpty();
    assertThat(errors(good.replaceFirst("\"schemaVersion\" : 2", "\"schemaVersion\" : 1")))
        .isNotEmpty();
    assertThat(errors(good.replaceFirst("\"curve\"", "\"curves\""))).isNotEmpty();
    assertThat(errors(good.replaceFirst("\"count\"", "\"counts\""))).isNotEmpty();
  }

  @Test
  void tellsTheFiguresOfTheRun() throws IOException {
    Run run = SampleRun.grey(100);
    JsonNode report = MAPPER.readTree(json(run));
    Rate robust = run.record().robustAccuracy();

    assertThat(report.at("/threatModel/norm").asString()).isEqualTo("Linf");
    assertThat(report.at("/threatModel/epsilon/text").asString()).isEqualTo("8/255");
    assertThat(report.at("/threatModel/epsilon/value").asDouble()).isEqualTo(8 / 255.0);
    assertThat(report.at("/cleanAccuracy/count").asInt()).isEqualTo(93);
    assertThat(report.at("/cleanAccuracy/total").asInt()).isEqualTo(100);
    assertThat(report.at("/robustAccuracy/value").asDouble()).isEqualTo(robust.value());
    assertThat(report.at("/robustAccuracy/low").asDouble()).isEqualTo(robust.low());
    assertThat(report.at("/robustAccuracy/high").asDouble()).isEqualTo(robust.high());
    assertThat(report.at("/suite/name").asString()).isEqualTo("quick");
    assertThat(report.at("/suite/version").asInt()).isEqualTo(1);
    assertThat(report.at("/suite/sha256").asString()).isEqualTo(SampleRun.SUITE.sha256());
    assertThat(report.at("/notes/0").asString()).startsWith("square was not run");
    assertThat(report.at("/attacks/1/name").asString()).isEqualTo("pgd");
    assertThat(report.at("/attacks/1/settings/steps").asString()).isEqualTo("40");
    assertThat(report.at("/attacks/1/robustAccuracy/count").asInt()).isEqualTo(robust.count());
    assertThat(report.at("/worstCase/successRate/count").asInt()).isEqualTo(93 - robust.count());
    assertThat(report.at("/curve/0/epsilon").asDouble()).isZero();
    assertThat(report.at("/provenance/run/seed").asString()).isEqualTo("5");
    assertThat(report.at("/provenance/model").propertyNames()).startsWith("name", "SHA-256");
  }

  @Test
  void aFigureThatDoesNotExistIsNull() throws IOException {
    JsonNode report = MAPPER.readTree(json(runs().skip(2).findFirst().orElseThrow()));

    assertThat(report.at("/worstCase/medianDistance").isNull()).isTrue();
    assertThat(report.at("/attacks/0/result/medianDistance").isNull()).isTrue();
    assertThat(json(SampleRun.grey(5))).doesNotContain("NaN").doesNotContain("Infinity");
  }

  private static String json(Run run) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonReport.of(run.record()).write(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  static List<Error> errors(String json) throws IOException {
    try (InputStream text =
        Objects.requireNonNull(JsonReport.class.getResourceAsStream("report.schema.json"))) {
      Schema schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(text, InputFormat.JSON);
      return schema.validate(json, InputFormat.JSON);
    }
  }
}
