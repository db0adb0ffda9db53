package org.gauntletml.attacks.stateful;

/**
 * What a defence that remembers queries would have seen of an attack on one example.
 *
 * @param queries seen
 * @param nearDuplicates those that were near an earlier one
 * @param first the number of the first of them, 0 without one
 */
public record Sighting(long queries, long nearDuplicates, long first) {
  /** This and what was seen after it. */
  public Sighting then(Sighting next) {
    long earliest = first > 0 ? first : next.first > 0 ? queries + next.first : 0;
    return new Sighting(queries + next.queries, nearDuplicates + next.nearDuplicates, earliest);
  }
}
