package org.gauntletml.harness.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.gauntletml.harness.evaluation.AttackedExample;
import org.gauntletml.harness.evaluation.Evidence;
import org.gauntletml.harness.evaluation.ExampleRecord;
import org.gauntletml.harness.evaluation.Run;
import org.gauntletml.models.data.Dataset;
import org.gauntletml.models.tabular.Features;
import org.jspecify.annotations.Nullable;

/**
 * One adversarial example on show, beside the example it was made from.
 *
 * @param attack name of the attack that made it
 * @param pictures of an image, null for other data
 * @param changes the largest ones, largest first, measured as the norm does; empty for an image
 */
record Exhibit(
    ExampleRecord example,
    AttackedExample attacked,
    String attack,
    @Nullable Pictures pictures,
    List<Change> changes) {
  private static final int MOST_CHANGES = 6;

  /**
   * Data URIs.
   *
   * @param amplified how many times stronger than in the adversarial image the change is shown
   */
  record Pictures(String original, String change, String adversarial, String amplified) {}

  /**
   * One feature before and after.
   *
   * @param feature its name, or its place from 0 where nobody named it
   */
  record Change(String feature, float before, float after) {
    double size() {
      return Math.abs((double) after - before);
    }

    /** The difference with its sign. */
    String text() {
      return (after > before ? "+" : "-") + Figures.number(size());
    }
  }

  static Exhibit of(Run run, Evidence evidence, AttackedExample attacked) {
    float[] after = evidence.point();
    float[] before = run.original(evidence.example());
    boolean image = Picture.fits(run.data().spec());
    return new Exhibit(
        run.record().examples().get(evidence.example()),
        attacked,
        run.record().attacks().get(evidence.attack()).name(),
        image ? pictures(Picture.of(run.data().spec()), before, after) : null,
        image ? List.of() : changes(run.data(), before, after));
  }

  private static Pictures pictures(Picture picture, float[] before, float[] after) {
    float[] change = new float[before.length];
    double full = 0;
    for (int i = 0; i < change.length; i++) {
      change[i] = after[i] - before[i];
      full = Math.max(full, Math.abs(change[i]));
    }
    full = full > 0 ? full : 1;
    return new Pictures(
        picture.image(before),
        picture.change(change, full),
        picture.image(after),
        Figures.number((picture.upper() - picture.lower()) / full));
  }

  private static List<Change> changes(Dataset data, float[] before, float[] after) {
    List<String> names = data.featureNames();
    Features features = data.features();
    double[] sizes = new double[before.length];
    Arrays.setAll(sizes, i -> Math.abs((double) after[i] - before[i]));
    double[] measured = features == null ? sizes : features.change(before, after);
    return IntStream.range(0, before.length)
        .filter(i -> before[i] != after[i])
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -Math.abs(measured[i])))
        .limit(MOST_CHANGES)
        .map(
            i ->
                new Change(names.isEmpty() ? String.valueOf(i) : names.get(i), before[i], after[i]))
        .toList();
  }
}
