package org.gauntletml.harness.certification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.gauntletml.harness.evaluation.Provenance;
import org.gauntletml.harness.evaluation.Rate;
import org.junit.jupiter.api.Test;

class CertificationTest {
  private static CertifiedExample example(int index, int label, int predicted, double radius) {
    return new CertifiedExample(index, "e" + index, label, predicted, 90, 0.8, radius);
  }

  private static Certification of(List<CertifiedExample> examples) {
    return new Certification(
        examples,
        examples.size(),
        List.of(0.0, 0.5),
        0.001,
        1,
        784,
        Provenance.of("model", "data"));
  }

  @Test
  void onlyTheTrueClassCountsAndOnlyWithinItsRadius() {
    Certification four =
        of(
            List.of(
                example(0, 3, 3, 0.5),
                example(1, 3, 4, 0.9),
                example(2, 3, CertifiedExample.ABSTAIN, 0),
                example(3, 2, 2, 0.25)));
    assertThat(four.accuracy(0)).isEqualTo(new Rate(2, 4));
    assertThat(four.accuracy(0.5)).isEqualTo(new Rate(1, 4));
    assertThat(four.accuracy(0.51)).isEqualTo(new Rate(0, 4));
    assertThat(four.abstained()).isEqualTo(new Rate(1, 4));
    assertThat(four.averageRadius()).isEqualTo(0.75 / 4);
    assertThat(four.linf(0.28)).isCloseTo(0.01, within(1e-12));
  }

  /** 0.8 - 0.001 - sqrt(0.001 0.999 ln 1000 / 500) - ln 1000 / 1500, by hand. */
  @Test
  void theGuaranteedShareIsBernsteinsBound() {
    List<CertifiedExample> many = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      many.add(example(i, 1, i % 5 == 0 ? 2 : 1, 0.5));
    }
    assertThat(of(many).guaranteed(0.5, 0.001)).isCloseTo(0.790680, within(1e-6));
    assertThat(of(many.subList(0, 2)).guaranteed(0.5, 0.001)).isZero();
  }

  @Test
  void radiiAreRoundAndNeitherTooManyNorTooFew() {
    assertThat(Certification.roundRadii(0.953)).containsExactly(0.0, 0.25, 0.5, 0.75);
    assertThat(Certification.roundRadii(3.8)).hasSize(8).endsWith(3.5);
    assertThat(Certification.roundRadii(0.1)).containsExactly(0.0, 0.03125, 0.0625, 0.09375);
    assertThat(Certification.roundRadii(100)).hasSizeBetween(4, 13);
  }

  @Test
  void theCurveReachesTheLargestRadiusAndNeverRises() {
    Certification two = of(List.of(example(0, 1, 1, 0.3), example(1, 1, 1, 1)));
    assertThat(two.curve().get(0).epsilon()).isZero();
    assertThat(two.curve().get(two.curve().size() - 1).epsilon()).isEqualTo(1);
    for (int i = 1; i < two.curve().size(); i++) {
      assertThat(two.curve().get(i).robust().count())
          .isLessThanOrEqualTo(two.curve().get(i - 1).robust().count());
    }
  }
}
