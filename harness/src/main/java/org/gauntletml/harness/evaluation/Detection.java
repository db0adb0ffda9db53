package org.gauntletml.harness.evaluation;

import java.util.List;
import java.util.Objects;
import org.gauntletml.attacks.stateful.Sighting;
import org.jspecify.annotations.Nullable;

/**
 * What a defence that remembers queries would have seen of an attack.
 *
 * @param queries it watched
 * @param nearDuplicates those among them that were near an earlier query about the same example
 * @param noticed examples with a near-duplicate, of those the attack worked on
 * @param medianFirst over the noticed examples, the number of the query that was the first
 *     near-duplicate; NaN without one
 */
public record Detection(long queries, long nearDuplicates, Rate noticed, double medianFirst) {
  /** Null where nobody watched. */
  static @Nullable Detection of(List<AttackedExample> examples) {
    List<Sighting> sightings =
        examples.stream().map(each -> each.trail().sighting()).filter(Objects::nonNull).toList();
    double[] firsts =
        sightings.stream().mapToDouble(Sighting::first).filter(first -> first > 0).toArray();
    return sightings.isEmpty()
        ? null
        : new Detection(
            sightings.stream().mapToLong(Sighting::queries).sum(),
            sightings.stream().mapToLong(Sighting::nearDuplicates).sum(),
            new Rate(firsts.length, sightings.size()),
            Tally.median(firsts));
  }

  /** Near-duplicates among all queries. */
  public double share() {
    return queries == 0 ? Double.NaN : (double) nearDuplicates / queries;
  }
}
