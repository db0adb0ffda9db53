package org.gauntletml.models;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses which of the known names a mistyped one was meant to be. */
public final class NearestName {
  private NearestName() {}

  /**
   * The known name that takes the fewest slips of the finger to become {@code typed}: a letter
   * missing, extra, wrong, or two swapped (optimal string alignment distance, case ignored).
   *
   * @return empty if even that one is further away than a third of the longer name's letters
   */
  public static Optional<String> of(String typed, Collection<String> known) {
    return known.stream()
        .filter(name -> 3 * slips(typed, name) <= Math.max(typed.length(), name.length()))
        .min(Comparator.comparingInt((String name) -> slips(typed, name)));
  }

  /** A mistake in naming one of {@code known}, with the nearest name and all of them as advice. */
  public static BadInput unknown(String who, String what, String typed, Collection<String> known) {
    String all = "Known are " + String.join(", ", known);
    return BadInput.of(who, what, '"' + typed + '"')
        .hint(of(typed, known).map(near -> "Did you mean " + near + "? " + all).orElse(all));
  }

  private static int slips(String typed, String name) {
    String a = typed.toLowerCase(Locale.ROOT);
    String b = name.toLowerCase(Locale.ROOT);
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, i, b, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(int[][] cost, String a, int i, String b, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int least =
        Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
