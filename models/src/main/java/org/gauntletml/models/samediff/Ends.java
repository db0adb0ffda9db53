package org.gauntletml.models.samediff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.wrapping.Head;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * Where a SameDiff graph begins and ends as a classifier; what only its loss needs is left out.
 *
 * @param input placeholder that the examples go to
 * @param told value that tells the classes
 * @param raw scores before {@code head}
 * @param path operations from the input to {@code told}, each after its inputs
 */
record Ends(String input, String told, String raw, Head head, List<Operation> path) {
  private static final Set<String> TRANSPARENT = Set.of("identity", "dropout");
  private static final String CHOOSE =
      "Say which value tells the classes, on the command line with --model-output";

  /**
   * @param chosen name of the value that tells the classes; null takes the only one there is
   * @throws BadInput if there is not one input and one output
   */
  static Ends of(String file, SameDiff graph, @Nullable String chosen) {
    Map<String, Set<String>> placeholders = new HashMap<>();
    for (SDVariable variable : graph.variables()) {
      if (variable.isPlaceHolder()) {
        placeholders.put(variable.name(), Set.of(variable.name()));
      } else if (graph.getVariableOutputOp(variable.name()) == null) {
        placeholders.put(variable.name(), Set.of());
      }
    }
    List<Operation> order = ordered(file, graph, placeholders);
    Map<String, Operation> makers = new HashMap<>();
    order.forEach(op -> op.outputs().forEach(output -> makers.put(output, op)));
    String told = chosen == null ? only(file, order, placeholders) : chosen;
    Set<String> needed = placeholders.getOrDefault(told, Set.of());
    if (!makers.containsKey(told)) {
      throw BadInput.of(file, "an output among " + makers.keySet(), told);
    }
    if (needed.size() != 1) {
      throw BadInput.of(
              file,
              "one placeholder that '" + told + "' depends on",
              needed.size() + " placeholders " + needed)
          .hint("Make constants of the others before the graph is saved");
    }
    return peeled(needed.iterator().next(), told, makers, path(told, order, makers));
  }

  private static List<Operation> ordered(
      String file, SameDiff graph, Map<String, Set<String>> placeholders) {
    List<Operation> order = new ArrayList<>();
    List<Operation> open =
        new ArrayList<>(graph.getOps().values().stream().map(Operation::of).toList());
    while (!open.isEmpty()) {
      List<Operation> later = new ArrayList<>();
      for (Operation op : open) {
        if (placeholders.keySet().containsAll(op.inputs())) {
          Set<String> all = new LinkedHashSet<>();
          op.inputs().forEach(input -> all.addAll(placeholders.getOrDefault(input, Set.of())));
          op.outputs().forEach(output -> placeholders.put(output, all));
          order.add(op);
        } else {
          later.add(op);
        }
      }
      if (later.size() == open.size()) {
        throw BadInput.of(file, "no cycle", "one through '" + open.get(0).name() + "'");
      }
      open = later;
    }
    return order;
  }

  /** The only value that depends on one placeholder and that no other such value is made of. */
  private static String only(
      String file, List<Operation> order, Map<String, Set<String>> placeholders) {
    Set<String> last = new LinkedHashSet<>();
    Set<String> inputs = new LinkedHashSet<>();
    for (Operation op : order) {
      for (String output : op.outputs()) {
        if (placeholders.getOrDefault(output, Set.of()).size() == 1) {
          op.inputs().forEach(last::remove);
          last.add(output);
          inputs.addAll(placeholders.getOrDefault(output, Set.of()));
        }
      }
    }
    if (inputs.size() != 1) {
      throw BadInput.of(file, "a graph with one input", inputs.size() + " placeholders " + inputs)
          .hint(CHOOSE);
    }
    if (last.size() != 1) {
      throw BadInput.of(file, "one output of class scores", "the outputs " + last).hint(CHOOSE);
    }
    return last.iterator().next();
  }

  private static List<Operation> path(
      String told, List<Operation> order, Map<String, Operation> makers) {
    Set<String> wanted = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(told));
    while (!open.isEmpty()) {
      Operation maker = makers.get(open.pop());
      if (maker != null && wanted.add(maker.name())) {
        open.addAll(maker.inputs());
      }
    }
    return order.stream().filter(op -> wanted.contains(op.name())).toList();
  }

  private static Ends peeled(
      String input, String told, Map<String, Operation> makers, List<Operation> path) {
    Operation op = makers.get(told);
    while (op != null && TRANSPARENT.contains(op.kind())) {
      op = makers.get(op.inputs().get(0));
    }
    if (op != null) {
      boolean last = op.integer(0, -1) == -1 || op.integer(0, -1) == 1;
      Head head =
          switch (op.kind()) {
            case "softmax" -> last ? Head.SOFTMAX : Head.PLAIN;
            case "log_softmax" -> last ? Head.LOG_SOFTMAX : Head.PLAIN;
            case "sigmoid" -> Head.SIGMOID;
            default -> Head.PLAIN;
          };
      if (head != Head.PLAIN) {
        return new Ends(input, told, op.inputs().get(0), head, path);
      }
    }
    return new Ends(input, told, told, Head.PLAIN, path);
  }
}
