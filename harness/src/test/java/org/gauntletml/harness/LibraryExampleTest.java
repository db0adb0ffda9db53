package org.gauntletml.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gauntletml.attacks.Batch;
import org.gauntletml.attacks.Epsilon;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.RandomStreams;
import org.gauntletml.attacks.ThreatModel;
import org.gauntletml.attacks.catalog.AttackCatalog;
import org.gauntletml.attacks.transfer.TransferAttack;
import org.gauntletml.attacks.universal.UniversalPerturbation;
import org.gauntletml.attacks.whitebox.MiFgsm;
import org.gauntletml.harness.evaluation.Evaluation;
import org.gauntletml.harness.evaluation.Progress;
import org.gauntletml.harness.evaluation.Protocol;
import org.gauntletml.harness.evaluation.Provenance;
import org.gauntletml.harness.evaluation.Run;
import org.gauntletml.harness.evaluation.Suite;
import org.gauntletml.harness.evaluation.SuiteAttack;
import org.gauntletml.harness.evaluation.SuiteFile;
import org.gauntletml.harness.report.RunDirectory;
import org.gauntletml.models.Classifier;
import org.gauntletml.models.DifferentiableClassifier;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.bundled.FashionMnist;
import org.gauntletml.models.bundled.FashionMnistNet;
import org.gauntletml.models.data.DataOptions;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.data.Datasets;
import org.gauntletml.models.data.NpzWriter;
import org.gauntletml.models.dl4j.Dl4jClassifier;
import org.gauntletml.models.dl4j.Dl4jNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's ten lines of Java, run as they stand there. */
class LibraryExampleTest {
  @TempDir Path folder;

  @Test
  void runs() throws IOException {
    try (InputStream zip = FashionMnistNet.zip();
        OutputStream images = Files.newOutputStream(folder.resolve("images"));
        NpzWriter npz = new NpzWriter(images)) {
      Files.copy(zip, folder.resolve("model.zip"));
      Dataset few = FashionMnist.test1000().head(20);
      npz.put("x", few.inputs());
      npz.put("y", few.labels());
    }

    Classifier model =
        Dl4jNetwork.read(folder.resolve("model.zip")).classifier(InputSpec.unit(1, 28, 28));
    Dataset data = Datasets.load(folder.resolve("images"), DataOptions.DEFAULT.fitting(model));
    ThreatModel threat = ThreatModel.within(Norm.LINF, Epsilon.parse("epsilon", "8/255"));
    Suite suite = SuiteFile.builtIn("quick", AttackCatalog.builtIn()).in(Norm.LINF);
    Run run =
        new Evaluation(model, data, threat, suite, Protocol.STANDARD, Progress.silent())
            .run(Provenance.of("my model", data.name()));
    System.out.println(run.record().robustAccuracy());
    RunDirectory.open(folder.resolve("report"), false).write(run);

    assertThat(run.record().cleanAccuracy().count()).isGreaterThan(14);
    assertThat(folder.resolve("report/report.html")).isNotEmptyFile();
  }

  @Test
  void runsAttacksMadeInJava() throws IOException {
    DifferentiableClassifier surrogate =
        Dl4jClassifier.of(FashionMnistNet.trained(), FashionMnistNet.INPUT);
    Dataset others = FashionMnist.test1000().head(12);
    Dataset data = FashionMnist.test1000().select(IntStream.range(12, 24).toArray());
    ThreatModel threat = ThreatModel.within(Norm.LINF, Epsilon.parse("epsilon", "32/255"));

    Batch fitting = new Batch(others.inputs(), others.labels(), others.ids());
    RandomStreams random = RandomStreams.of(0, "universal", fitting.ids());
    Suite made =
        Suite.of(
            new SuiteAttack(
                "transfer", new TransferAttack(List.of(surrogate), MiFgsm.of(Norm.LINF))),
            new SuiteAttack(
                "universal",
                UniversalPerturbation.of(Norm.LINF).fit(surrogate, fitting, threat, random)));

    Run run =
        new Evaluation(surrogate, data, threat, made, Protocol.STANDARD, Progress.silent())
            .run(Provenance.of("the surrogate itself", data.name()));
    RunDirectory.open(folder.resolve("report"), false).write(run);
    assertThat(run.record().robustAccuracy().count())
        .isLessThan(run.record().cleanAccuracy().count());
  }

  @Test
  void theReadmeShowsWhatRunsHere() throws IOException {
    Path root = Path.of(System.getProperty("gauntlet.root"));
    String readme = Files.readString(root.resolve("README.md"));
    String page = readme.substring(readme.indexOf("## Use it as a library"));
    String[] blocks = page.substring(0, page.indexOf("\n## ", 1)).split("```", -1);
    List<String> shown = Stream.of(blocks).filter(block -> block.startsWith("java\n")).toList();
    String source =
        Files.readString(
            root.resolve("harness/src/test/java/org/gauntletml/harness/LibraryExampleTest.java"));
    assertThat(shown).hasSize(2);
    for (String block : shown) {
      assertThat(words(source.replace("folder.resolve(", "Path.of(")))
          .contains(words(block.substring(5)));
    }
  }

  private static String words(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining(" ")).replaceAll("\\s+", "");
  }
}
