package org.gauntletml.harness.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.gauntletml.attacks.Ending;
import org.gauntletml.attacks.Improvement;
import org.gauntletml.attacks.stateful.Sighting;
import org.jspecify.annotations.Nullable;

/**
 * How an attack went about one example.
 *
 * @param improvements the adversarial points that were the nearest of their time, in the order
 *     asked; none where the last of them did not survive verification
 * @param ending why it stopped
 * @param sighting what a defence that remembers queries would have seen, or null where nobody
 *     looked
 */
public record Trail(List<Improvement> improvements, Ending ending, @Nullable Sighting sighting) {
  /** An attack that came to its end and found nothing. */
  public static final Trail NOTHING = new Trail(List.of(), Ending.SEARCHED, null);

  public Trail {
    improvements = List.copyOf(improvements);
  }

  /** The smallest perturbation within the first so many queries, infinite where there is none. */
  public double distanceAfter(long queries) {
    double distance = Double.POSITIVE_INFINITY;
    for (Improvement improvement : improvements) {
      distance = improvement.query() <= queries ? improvement.distance() : distance;
    }
    return distance;
  }

  /**
   * This and what came after it.
   *
   * @param queries spent before the next began
   */
  Trail then(Trail next, long queries) {
    List<Improvement> all = new ArrayList<>(improvements);
    double nearest = distanceAfter(Long.MAX_VALUE);
    for (Improvement improvement : next.improvements) {
      if (improvement.distance() < nearest) {
        all.add(new Improvement(queries + improvement.query(), improvement.distance()));
      }
    }
    return new Trail(all, ending(next), sighting(next));
  }

  private @Nullable Sighting sighting(Trail next) {
    return sighting == null || next.sighting == null
        ? sighting == null ? next.sighting : sighting
        : sighting.then(next.sighting);
  }

  /** Searched if either was, unless time was over; without a start only if both were. */
  private Ending ending(Trail next) {
    boolean late = ending == Ending.OUT_OF_TIME || next.ending == Ending.OUT_OF_TIME;
    return late ? Ending.OUT_OF_TIME : ending == Ending.SEARCHED ? ending : next.ending;
  }
}
