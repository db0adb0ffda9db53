package org.gauntletml.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.catalog.AttackCatalog;
import org.gauntletml.harness.evaluation.Evaluation;
import org.gauntletml.harness.evaluation.Progress;
import org.gauntletml.harness.evaluation.Protocol;
import org.gauntletml.harness.evaluation.Provenance;
import org.gauntletml.harness.evaluation.Run;
import org.gauntletml.harness.evaluation.Suite;
import org.gauntletml.harness.evaluation.SuiteFile;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.Classifiers;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.LabelOracle;
import org.gauntletml.models.bundled.FashionMnist;
import org.gauntletml.models.bundled.FashionMnistNet;
import org.gauntletml.models.data.DataOptions;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.junit.jupiter.api.Test;

/** The README's Java function, attacked as it stands there. */
class JavaFunctionTest {
  @Test
  void isAttackedThroughItsScores() throws IOException {
    Dataset data = FashionMnist.test1000(DataOptions.DEFAULT).head(4);
    ThreatModel threat = ThreatModel.within(Norm.LINF, Epsilon.parse("epsilon", "64/255"));
    Classifier service =
        Dl4jNetwork.of(FashionMnistNet.trained()).classifier(FashionMnistNet.INPUT);

    InputSpec image = InputSpec.unit(1, 28, 28);
    Classifier scores = Classifiers.of(x -> service.logits(x), image, 10);
    LabelOracle labels = Classifiers.ofLabels(x -> service.labels(x), image, 10);
    Suite standard = SuiteFile.builtIn("standard", AttackCatalog.builtIn()).in(Norm.LINF);
    Suite square = standard.offeredBy(scores); // and a note on each attack that needs gradients
    Run black =
        new Evaluation(scores, data, threat, square, Protocol.STANDARD, Progress.silent())
            .run(Provenance.of("my service", data.name()));

    assertThat(square.attacks()).hasSize(1);
    assertThat(square.notes()).hasSizeGreaterThan(1);
    assertThat(labels.labels(data.inputs())).isEqualTo(scores.labels(data.inputs()));
    assertThat(black.record().cleanAccuracy().count()).isGreaterThan(2);
    assertThat(black.record().robustAccuracy().count()).isLessThan(2);
  }

  @Test
  void theReadmeShowsWhatRunsHere() throws IOException {
    Path root = Path.of(System.getProperty("gauntlet.root"));
    String readme = Files.readString(root.resolve("README.md"));
    String shown = readme.substring(readme.indexOf("<!-- JavaFunctionTest runs this -->"));
    shown = shown.substring(shown.indexOf("```java") + 7);
    shown = shown.substring(0, shown.indexOf("```"));
    String source =
        Files.readString(
            root.resolve("harness/src/test/java/org/gauntletml/harness/JavaFunctionTest.java"));
    assertThat(source.replaceAll("\\s+", "")).contains(shown.replaceAll("\\s+", ""));
  }
}
