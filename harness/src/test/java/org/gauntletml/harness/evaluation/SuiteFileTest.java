package org.gauntletml.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.gauntletml.attacks.Access;
import org.gauntletml.attacks.Norm;
import org.gauntletml.attacks.baseline.GaussianNoise;
import org.gauntletml.attacks.baseline.SaltAndPepper;
import org.gauntletml.attacks.baseline.UniformNoise;
import org.gauntletml.attacks.catalog.AttackCatalog;
import org.gauntletml.attacks.catalog.AttackEntry;
import org.gauntletml.attacks.decisionbased.Directions;
import org.gauntletml.attacks.decisionbased.HopSkipJump;
import org.gauntletml.attacks.decisionbased.PointwiseAttack;
import org.gauntletml.attacks.decisionbased.RayS;
import org.gauntletml.attacks.decisionbased.SurFree;
import org.gauntletml.attacks.scorebased.Basis;
import org.gauntletml.attacks.scorebased.SimBa;
import org.gauntletml.attacks.scorebased.SquareAttack;
import org.gauntletml.attacks.whitebox.Apgd;
import org.gauntletml.attacks.whitebox.Fab;
import org.gauntletml.attacks.whitebox.Fgsm;
import org.gauntletml.attacks.whitebox.Pgd;
import org.gauntletml.attacks.whitebox.StepRule;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.CrossEntropy;
import org.gauntletml.models.Dlr;
import org.gauntletml.models.Margin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SuiteFileTest {
  private static final AttackCatalog CATALOG = AttackCatalog.builtIn();

  @TempDir Path temp;

  private SuiteFile read(String... lines) throws IOException {
    return SuiteFile.read(Files.write(temp.resolve("my.yaml"), List.of(lines)), CATALOG);
  }

  private static Suite builtIn(String name, Norm norm) {
    return SuiteFile.builtIn(name, CATALOG).in(norm);
  }

  @Test
  void aSuiteHasANameAVersionAndTheHashOfItsText() throws Exception {
    SuiteFile mine = read("name: mine", "version: 3", "attacks: [fgsm]");
    byte[] bytes = Files.readAllBytes(temp.resolve("my.yaml"));
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));

    assertThat(mine.citation()).isEqualTo(new Citation("mine", 3, hash)).hasToString("mine-v3");
    assertThat(mine.in(Norm.LINF).citation()).isEqualTo(mine.citation());
    assertThat(mine.text()).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
    Files.writeString(temp.resolve("dos.yaml"), mine.text().replace("\n", "\r\n"));
    assertThat(SuiteFile.read(temp.resolve("dos.yaml"), CATALOG).citation())
        .isEqualTo(mine.citation());
  }

  @Test
  void anEntryIsANameOrAnAttackWithSettings() throws IOException {
    SuiteFile mine =
        read(
            "name: mine",
            "individual: true",
            "attacks:",
            "  - fgsm",
            "  - attack: pgd",
            "    name: long-pgd",
            "    norms: [linf, L2]",
            "    settings:",
            "      loss: margin",
            "      steps: 200",
            "      step: 1/100",
            "  - {attack: pgd, norms: [L1]}");

    assertThat(mine.individual()).isTrue();
    assertThat(mine.in(Norm.L2).attacks())
        .containsExactly(
            new SuiteAttack("fgsm", new Fgsm(Norm.L2)),
            new SuiteAttack(
                "long-pgd", new Pgd(Norm.L2, new Margin(), 200, StepRule.absolute(0.01), true, 1)));
    assertThat(mine.in(Norm.L1).attacks())
        .containsExactly(
            new SuiteAttack("fgsm", new Fgsm(Norm.L1)), new SuiteAttack("pgd", Pgd.of(Norm.L1)));
    assertThatThrownBy(() -> mine.in(Norm.L0))
        .isInstanceOf(BadInput.class)
        .hasMessageEndingWith(
            "my.yaml, attack fgsm: expected one of the norms [Linf, L2, L1], got L0.");
  }

  @Test
  void aSuiteWithoutAnAttackForTheNormSaysWhichItHas() throws IOException {
    SuiteFile mine = read("name: mine", "attacks: [{attack: fgsm, norms: [L2, Linf]}]");
    assertThatThrownBy(() -> mine.in(Norm.L1))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "suite mine: expected one of the norms it has attacks for, [Linf, L2], got L1.");
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsOneSentenceThatNamesIt(String yaml, String message) throws IOException {
    Path file = Files.writeString(temp.resolve("my.yaml"), yaml);
    assertThatThrownBy(() -> SuiteFile.read(file, CATALOG))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith(file + message);
  }

  static Stream<Arguments> mistakes() {
    String known = "Known are name, version, description, individual, queries, attacks.";
    return Stream.of(
        Arguments.of("", ": expected a suite, got an empty file."),
        Arguments.of("# nothing\n", ": expected a suite, got an empty file."),
        Arguments.of("- fgsm\n", ": expected a suite with its keys, got a list."),
        Arguments.of("name: [", ", line "),
        Arguments.of(
            "name: [x\nattacks: fgsm",
            ", line 2: expected YAML, got a mistake: expected ',' or ']', but got"),
        Arguments.of("attacks: [fgsm]", ", name of a suite: expected lower-case words"),
        Arguments.of("name: My suite\nattacks: [fgsm]", ", name of a suite: expected lower-case"),
        Arguments.of(
            "name: a\natacks: [fgsm]",
            ": expected a key of a suite, got \"atacks\". Did you mean attacks? " + known),
        Arguments.of(
            "name: a\nname: b\nattacks: [fgsm]",
            ", line 2: expected YAML, got a mistake: Duplicate"),
        Arguments.of(
            "name: a\nversion: one\nattacks: [fgsm]",
            ", version: expected a whole number, got \"one\"."),
        Arguments.of(
            "name: a\nversion: 0\nattacks: [fgsm]",
            ", version of suite a: expected 1 or more, got 0."),
        Arguments.of(
            "name: a\nindividual: maybe\nattacks: [fgsm]",
            ", individual: expected true or false, got \"maybe\"."),
        Arguments.of("name: a", ", attacks: expected at least one attack, got none."),
        Arguments.of("name: a\nattacks: []", ", attacks: expected at least one attack, got none."),
        Arguments.of(
            "name: a\nattacks: fgsm",
            ", attacks: expected a list of attacks or the word all, got fgsm."),
        Arguments.of(
            "name: a\nattacks: [fgsm, 7]",
            ", attack 2: expected a name, or an attack with its keys, got 7."),
        Arguments.of(
            "name: a\nattacks: [fgsm, pdg]",
            ", attack 2: expected the name of an attack, got \"pdg\". Did you mean pgd?"),
        Arguments.of(
            "name: a\nattacks: [{name: x}]",
            ", attack 1: expected the name of an attack, got \"\"."),
        Arguments.of(
            "name: a\nattacks: [{attack: pgd, setings: {steps: 3}}]",
            ", attack 1: expected a key of an attack, got \"setings\". Did you mean settings? Known"
                + " are attack, name, norms, settings."),
        Arguments.of(
            "name: a\nattacks: [{attack: pgd, norms: [L3]}]",
            ", attack pgd, norms: expected a norm, got \"L3\"."),
        Arguments.of(
            "name: a\nattacks: [{attack: pgd-adam, norms: [L1]}]",
            ", attack pgd-adam: expected one of the norms [Linf], got L1."),
        Arguments.of(
            "name: a\nattacks: [{attack: pgd, settings: {stepz: 3}}]",
            ", attack pgd: expected a setting, got \"stepz\". Did you mean steps?"),
        Arguments.of(
            "name: a\nattacks: [{attack: pgd, settings: {steps: 0}}]",
            ", attack pgd, PGD: expected 1 or more steps and restarts, got 0 and 1."),
        Arguments.of(
            "name: a\nattacks: [{attack: pgd, settings: {restarts: 0}}]",
            ", attack pgd, PGD: expected 1 or more steps and restarts, got 40 and 0."),
        Arguments.of(
            "name: a\nattacks: [{attack: pgd, settings: {steps: '3'}}]",
            ", attack pgd, steps: expected a whole number, got \"3\"."),
        Arguments.of(
            "name: a\nattacks: [{attack: pgd, settings: [steps]}]",
            ", attack 1, settings: expected names and values, got [steps]."),
        Arguments.of(
            "name: a\nattacks: [pgd, fgsm, pgd]",
            ": expected every attack once, got pgd twice. A name of its own, such as 'name: pgd-2',"
                + " tells them apart."));
  }

  @Test
  void theSuiteInTheReadmeIsOne() throws IOException {
    String readme =
        Files.readString(Path.of(System.getProperty("gauntlet.root")).resolve("README.md"));
    String shown = readme.substring(readme.indexOf("```yaml\n") + 8);
    SuiteFile suite = read(shown.substring(0, shown.indexOf("```")).split("\n", -1));
    assertThat(suite.citation()).hasToString("my-suite-v1");
    assertThat(suite.in(Norm.L1).attacks()).hasSize(1);
    assertThat(suite.in(Norm.LINF).attacks())
        .contains(
            new SuiteAttack(
                "pgd-200",
                new Pgd(Norm.LINF, new Margin(), 200, StepRule.perEpsilon(0.25), true, 5)));
  }

  @Test
  void aFileThatIsNoneIsRefused() throws IOException {
    assertThatThrownBy(() -> SuiteFile.read(temp, CATALOG))
        .isInstanceOf(BadInput.class)
        .hasMessage(temp + ": expected a suite file, got no such file.");
    Path huge = Files.write(temp.resolve("huge.yaml"), new byte[2_000_000]);
    assertThatThrownBy(() -> SuiteFile.read(huge, CATALOG))
        .isInstanceOf(BadInput.class)
        .hasMessage(huge + ": expected a suite file, got 2000000 bytes.");
  }

  @Test
  void theNameOfASuiteIsBuiltInOrAPath() throws IOException {
    assertThat(SuiteFile.find("--suite", "quick", CATALOG).citation().name()).isEqualTo("quick");
    read("name: mine", "attacks: [fgsm]");
    assertThat(SuiteFile.find("--suite", temp.resolve("my.yaml").toString(), CATALOG).citation())
        .hasToString("mine-v1");
    assertThatThrownBy(() -> SuiteFile.find("--suite", "standart", CATALOG))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "--suite: expected a suite or the path of one, got \"standart\". Did you mean standard?"
                + " Known are quick, standard, minimum-norm, black-box, paranoid.");
    assertThatThrownBy(() -> SuiteFile.find("--suite", "none.yaml", CATALOG))
        .isInstanceOf(BadInput.class)
        .hasMessage("none.yaml: expected a suite file, got no such file.");
  }

  /** AutoAttack's own settings; a change of any default elsewhere must not reach it. */
  @ParameterizedTest
  @EnumSource(names = {"LINF", "L2", "L1"})
  void standardVersion1IsFrozen(Norm norm) {
    boolean l1 = norm == Norm.L1;
    double radius = l1 ? 5 : norm == Norm.L2 ? 1 : 0.3;
    assertThat(builtIn("standard", norm).attacks())
        .containsExactly(
            new SuiteAttack("apgd-ce", new Apgd(norm, new CrossEntropy(), 100, l1 ? 5 : 1, 0, l1)),
            new SuiteAttack("apgd-t", new Apgd(norm, new Dlr(), 100, 1, l1 ? 5 : 9, l1)),
            new SuiteAttack("fab-t", new Fab(norm, 100, 1, 0.1, 1.05, 0.9, 9, radius)),
            new SuiteAttack("square", new SquareAttack(norm, new Margin(), 5000, 0.8, false, 1)));
  }

  /** A file that changes gets a new version, and its hash here. */
  @Test
  void whatHasAVersionDoesNotChange() {
    Map<String, String> released =
        Map.of(
            "quick-v1", "e5ed898e1cf51d56ef0eca732b70eb917941a2bf914b3573c1f7371f776368b6",
            "black-box-v1", "d11e1857e8badfb773916d8460591caa42f5b9d02980390a2127042809f812ab",
            "standard-v1", "2e157cd14eb0fe46101e0111d875081f3a22440238ca3b6aa1f8de7111d827ce");
    for (String name : List.of("quick", "black-box", "standard")) {
      Citation citation = SuiteFile.builtIn(name, CATALOG).citation();
      assertThat(citation.sha256()).as("%s", citation).isEqualTo(released.get(citation.toString()));
    }
  }

  /** Its own settings; a change of any default elsewhere must not reach it. */
  @Test
  void blackBoxVersion1IsFrozen() {
    SuiteFile file = SuiteFile.builtIn("black-box", CATALOG);
    assertThat(file.queries()).isEqualTo(5000);
    assertThat(file.individual()).isTrue();
    assertThat(file.in(Norm.LINF).attacks())
        .containsExactly(
            new SuiteAttack("uniform-noise", new UniformNoise(Norm.LINF, 100)),
            new SuiteAttack(
                "square", new SquareAttack(Norm.LINF, new Margin(), 5000, 0.8, false, 1)),
            new SuiteAttack("rays", new RayS(100)),
            new SuiteAttack(
                "hopskipjump",
                new HopSkipJump(Norm.LINF, 64, 100, 10_000, 1, Directions.anywhere())));
    assertThat(file.in(Norm.L2).attacks())
        .containsExactly(
            new SuiteAttack("uniform-noise", new UniformNoise(Norm.L2, 100)),
            new SuiteAttack("gaussian-noise", new GaussianNoise(100)),
            new SuiteAttack("square", new SquareAttack(Norm.L2, new Margin(), 5000, 0.8, false, 1)),
            new SuiteAttack("simba", new SimBa(Basis.PIXELS, 0.2, 5000)),
            new SuiteAttack(
                "hopskipjump", new HopSkipJump(Norm.L2, 64, 100, 10_000, 1, Directions.anywhere())),
            new SuiteAttack("surfree", new SurFree(new Directions(0.5), 100, 1, 7, 100_000)));
    assertThat(file.in(Norm.L1).attacks())
        .extracting(SuiteAttack::name)
        .containsExactly("uniform-noise", "square");
    assertThat(file.in(Norm.L0).attacks())
        .containsExactly(
            new SuiteAttack("salt-and-pepper", new SaltAndPepper(10, 20, 6)),
            new SuiteAttack("pointwise", new PointwiseAttack(100, 100)));
    assertThat(file.entries()).noneMatch(entry -> entry.attack().access() == Access.GRADIENT);
  }

  @Test
  void aSuiteMayLimitTheQueriesOfItsAttacks() throws IOException {
    assertThat(read("name: mine", "queries: 250", "attacks: [square]").queries()).isEqualTo(250);
    assertThat(read("name: mine", "attacks: [square]").queries()).isEqualTo(Protocol.UNLIMITED);
    assertThatThrownBy(() -> read("name: mine", "queries: 0", "attacks: [square]"))
        .isInstanceOf(BadInput.class)
        .hasMessageEndingWith(
            "my.yaml, queries: expected 1 or more per attack and example, got 0.");
  }

  @Test
  void quickIsOneStepAndTwenty() {
    assertThat(builtIn("quick", Norm.LINF).attacks())
        .containsExactly(
            new SuiteAttack("fgsm", new Fgsm(Norm.LINF)),
            new SuiteAttack(
                "pgd-20",
                new Pgd(Norm.LINF, new CrossEntropy(), 20, StepRule.travel(2.5), true, 1)));
  }

  @Test
  void minimumNormNeedsNoEpsilonAndRunsAllOnAll() {
    SuiteFile file = SuiteFile.builtIn("minimum-norm", CATALOG);
    assertThat(file.individual()).isTrue();
    for (Norm norm : Norm.values()) {
      assertThat(file.in(norm).attacks()).hasSizeGreaterThan(1);
      assertThat(file.in(norm).minimumNorm()).as("%s", norm).isTrue();
    }
    assertThat(builtIn("standard", Norm.L2).minimumNorm()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void paranoidIsEverythingThatFits(Norm norm) {
    Set<String> names = new HashSet<>();
    builtIn("paranoid", norm).attacks().forEach(entry -> names.add(entry.name()));
    assertThat(names)
        .containsExactlyInAnyOrderElementsOf(
            CATALOG.all().stream()
                .filter(entry -> entry.norms().contains(norm))
                .map(AttackEntry::name)
                .toList());
  }
}
