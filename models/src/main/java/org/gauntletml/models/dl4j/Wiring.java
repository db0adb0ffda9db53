package org.gauntletml.models.dl4j;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.gauntletml.models.BadInput;

/**
 * Whether what a configuration says about its vertices is a graph. DL4J believes the order of
 * vertices that is written in a file, and would run a cycle on activations that are not there.
 */
record Wiring(String file, Map<String, List<String>> inputs, Set<String> sources) {

  /**
   * @param file named in errors
   * @throws BadInput naming the vertex that has an input that is not there, that is part of a
   *     cycle, or that stands before its inputs
   */
  static void check(String file, ComputationGraphConfiguration conf) {
    Wiring wiring =
        new Wiring(file, conf.getVertexInputs(), new HashSet<>(conf.getNetworkInputs()));
    for (String output : conf.getNetworkOutputs()) {
      if (!conf.getVertices().containsKey(output)) {
        throw BadInput.of(file, "network outputs that are vertices", "'" + output + "'");
      }
    }
    for (String vertex : conf.getVertices().keySet()) {
      for (String input : wiring.inputsOf(vertex)) {
        if (!wiring.sources.contains(input) && !conf.getVertices().containsKey(input)) {
          throw wiring.refusal(vertex, "inputs that are there", "the dangling input " + input);
        }
      }
    }
    Set<String> done = new HashSet<>(wiring.sources);
    conf.getVertices().keySet().forEach(vertex -> wiring.visit(vertex, done));
    List<String> order = conf.getTopologicalOrderStr();
    if (order != null) {
      wiring.checkOrder(order);
    }
  }

  private List<String> inputsOf(String vertex) {
    List<String> found = inputs.get(vertex);
    if (found == null || found.isEmpty()) {
      throw refusal(vertex, "at least one input", "none");
    }
    return found;
  }

  /** Follows inputs without recursion: networks are deep. */
  private void visit(String start, Set<String> done) {
    List<String> path = new ArrayList<>(List.of(start));
    while (!path.isEmpty()) {
      String vertex = path.get(path.size() - 1);
      List<String> waiting =
          done.contains(vertex)
              ? List.of()
              : inputsOf(vertex).stream().filter(input -> !done.contains(input)).toList();
      if (waiting.isEmpty()) {
        done.add(vertex);
        path.remove(path.size() - 1);
      } else if (path.contains(waiting.get(0))) {
        throw refusal(waiting.get(0), "a graph without a cycle", "one that leads through " + path);
      } else {
        path.add(waiting.get(0));
      }
    }
  }

  private void checkOrder(List<String> order) {
    Set<String> before = new HashSet<>(sources);
    for (String vertex : order) {
      if (!sources.contains(vertex) && !before.containsAll(inputsOf(vertex))) {
        throw refusal(vertex, "an order in which inputs come first", order);
      }
      before.add(vertex);
    }
  }

  private BadInput refusal(String vertex, String expected, Object got) {
    return BadInput.of(file + ", vertex '" + vertex + "'", expected, got);
  }
}
