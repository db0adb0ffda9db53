package org.gauntletml.harness;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The rules of the house. Benchmarks are built after this test; that nothing here depends on them
 * is checked all the same.
 */
@AnalyzeClasses(
    packages = "org.gauntletml",
    importOptions = {
      ImportOption.DoNotIncludeTests.class,
      ImportOption.DoNotIncludePackageInfos.class
    })
class ArchitectureTest {
  private static final String MODELS = "org.gauntletml.models..";
  private static final String ATTACKS = "org.gauntletml.attacks..";
  private static final String DEFENSES = "org.gauntletml.defenses..";
  private static final String HARNESS = "org.gauntletml.harness..";
  private static final String CLI = "org.gauntletml.harness.cli..";
  private static final String EVALUATION = "org.gauntletml.harness.evaluation..";
  private static final String BACKEND = "org.gauntletml.models.backend..";
  private static final String BENCHMARKS = "org.gauntletml.benchmarks..";

  /** Rules that matched no class would say nothing. */
  @ArchTest
  static void everyPlaceTheRulesNameHasClasses(JavaClasses all) {
    for (String place : Set.of(MODELS, ATTACKS, DEFENSES, HARNESS, CLI, EVALUATION, BACKEND)) {
      assertThat(all.that(JavaClass.Predicates.resideInAPackage(place))).as(place).isNotEmpty();
    }
  }

  @ArchTest
  static final ArchRule modelsKnowNobody =
      noClasses()
          .that()
          .resideInAPackage(MODELS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ATTACKS, DEFENSES, HARNESS, BENCHMARKS);

  @ArchTest
  static final ArchRule attacksKnowModels =
      noClasses()
          .that()
          .resideInAPackage(ATTACKS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(DEFENSES, HARNESS, BENCHMARKS);

  @ArchTest
  static final ArchRule theHarnessIsOnTop =
      noClasses()
          .that()
          .resideOutsideOfPackages(HARNESS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(HARNESS, BENCHMARKS);

  @ArchTest
  static final ArchRule nothingMeasuredDependsOnItsBenchmark =
      noClasses().should().dependOnClassesThat().resideInAPackage(BENCHMARKS);

  @ArchTest
  static final ArchRule onlyTheCommandLineKnowsDefensesByName =
      noClasses()
          .that()
          .resideOutsideOfPackages(DEFENSES, CLI)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(DEFENSES);

  @ArchTest
  static final ArchRule nothingDependsOnTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(CLI);

  @ArchTest
  static final ArchRule nativeSettingsHaveOneHome =
      noClasses()
          .that()
          .resideOutsideOfPackage(BACKEND)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j.nativeblas..", "com.sun.jna..");

  @ArchTest
  static final ArchRule packagesAreNamedForWhatTheyDo =
      noClasses()
          .should()
          .resideInAnyPackage("..util..", "..utils..", "..helper..", "..helpers..", "..misc..");

  @ArchTest
  static final ArchRule thereAreNoSetters =
      methods().that().arePublic().should().haveNameNotMatching("set[A-Z].*");

  @ArchTest
  static final ArchRule nobodyUsesASharedRandomGenerator =
      noClasses().should().accessTargetWhere(isSharedRandom());

  @ArchTest
  static final ArchRule loggingGoesThroughSlf4j =
      noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

  @ArchTest
  static final ArchRule onlyProgramsPrint =
      noClasses()
          .that()
          .resideOutsideOfPackage(CLI)
          .and(are(not(programs())))
          .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);

  private static DescribedPredicate<JavaClass> programs() {
    return describe("programs", type -> type.tryGetMethod("main", String[].class).isPresent());
  }

  private static DescribedPredicate<JavaAccess<?>> isSharedRandom() {
    return describe(
        "a random generator that all share",
        access ->
            access.getTargetOwner().isEquivalentTo(ThreadLocalRandom.class)
                || (access.getTargetOwner().isEquivalentTo(Math.class)
                    && access.getName().equals("random"))
                || (access.getTargetOwner().isEquivalentTo(Nd4j.class)
                    && access.getName().matches("rand.*|getRandom|choice|shuffle")));
  }
}
