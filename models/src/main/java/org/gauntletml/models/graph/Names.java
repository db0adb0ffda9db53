package org.gauntletml.models.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.gauntletml.models.BadInput;

/** The names taken in a graph that is being built, and new ones for its nodes. */
final class Names {
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> counters = new HashMap<>();
  private String scope = "";

  /** New names start with {@code scope} from now on. */
  void at(String scope) {
    this.scope = scope;
  }

  /** Marks the name of an existing node as taken. */
  void adopt(String name) {
    taken.add(name);
  }

  /**
   * Takes a name of the caller's choice.
   *
   * @param what the node is, for a person
   * @throws BadInput if the name is taken
   */
  void take(String what, String name) {
    if (!taken.add(name)) {
      throw BadInput.of(what + " '" + name + "'", "a name that is not taken", name);
    }
  }

  /** The first node of a scope is named like the scope, further ones {@code scope/kind}. */
  String node(String kind) {
    return !scope.isEmpty() && taken.add(scope) ? scope : numbered(kind);
  }

  /** Never the scope's own name, which is for the first node that computes. */
  String constant() {
    return numbered("constant");
  }

  private String numbered(String kind) {
    String stem = scope.isEmpty() ? kind : scope + "/" + kind;
    String name = stem;
    while (!taken.add(name)) {
      name = stem + "_" + counters.merge(stem, 1, Integer::sum);
    }
    return name;
  }
}
