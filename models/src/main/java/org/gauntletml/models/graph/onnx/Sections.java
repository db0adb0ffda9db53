package org.gauntletml.models.graph.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.gauntletml.models.graph.Division;
import org.gauntletml.models.graph.Graph;
import org.gauntletml.models.graph.Leaf;
import org.gauntletml.models.graph.Node;

/**
 * A graph cut where the right size of a piece of the batch changes, and where all pieces have to be
 * done before the next step. Images want few examples at a time, so that values stay in the cache;
 * products with large matrices want many, because each piece reads the whole matrix. Even levels
 * hold images, odd ones products; what is neither runs where its inputs are. A sum over the
 * examples, such as the mean of batch normalisation, is read two levels on.
 */
final class Sections {
  private static final int IMAGES = 0;
  private static final int PRODUCTS = 1;

  private final Graph graph;
  private final Map<Node, Integer> levels = new HashMap<>();

  /** What is known only after all pieces of its level. */
  private final Set<Node> sums = new HashSet<>();

  private Sections(Graph graph) {
    this.graph = graph;
    List<Node> running = graph.nodes().stream().filter(n -> !isGiven(n)).toList();
    running.forEach(node -> levels.put(node, earliest(node)));
    delay(running);
    joinThinLevels();
  }

  /** Graphs that compute what {@code graph} does, one after the other. */
  static List<Graph> of(Graph graph) {
    Sections sections = new Sections(graph);
    Set<Integer> used = new TreeSet<>(sections.levels.values());
    boolean copies = graph.outputs().values().stream().anyMatch(Sections::isGiven);
    return used.size() < 2 || copies ? List.of(graph) : Division.of(graph, sections.levels);
  }

  private static boolean isGiven(Node node) {
    return node.isConstant() || node.op() instanceof Leaf;
  }

  private static int kind(Node node) {
    if (Pieces.isWide(node)) {
      return IMAGES;
    }
    return Pieces.weights(node) >= Pieces.LARGE_WEIGHTS ? PRODUCTS : -1;
  }

  /** The first level from {@code level} on, in steps of {@code step}, that suits a kind. */
  private static int fitting(int level, int kind, int step) {
    return kind < 0 || level % 2 == kind ? level : level + step;
  }

  /** What reads an unfinished sum waits for it, unless it adds up as well. */
  private int earliest(Node node) {
    int last = node.inputs().stream().mapToInt(i -> levels.getOrDefault(i, 0)).max().orElse(0);
    Predicate<Node> unfinished = input -> sums.contains(input) && level(input) == last;
    boolean waits = node.inputs().stream().anyMatch(unfinished) && !Sums.addsUp(node, unfinished);
    if (Sums.addsUp(node, input -> !waits && unfinished.test(input))) {
      sums.add(node);
    }
    return fitting(waits ? last + 2 : last, kind(node), 1);
  }

  /** What no product waits for, such as masks of saved activations, runs where it is first read. */
  private void delay(List<Node> running) {
    Set<Node> awaited = new HashSet<>();
    Map<Node, Integer> firstUse = new HashMap<>();
    Set<Node> results = Set.copyOf(graph.outputs().values());
    for (int i = running.size(); i-- > 0; ) {
      Node node = running.get(i);
      if (awaited.contains(node) || kind(node) == PRODUCTS) {
        awaited.addAll(node.inputs());
      } else if (!results.contains(node) && !sums.contains(node)) {
        levels.merge(node, fitting(firstUse.getOrDefault(node, 0), kind(node), -1), Math::max);
      }
      int level = level(node);
      node.inputs().forEach(input -> firstUse.merge(input, level, Math::min));
    }
  }

  /** A level of images that has none is part of the level after it. */
  private void joinThinLevels() {
    Set<Integer> products = new HashSet<>();
    Set<Integer> images = new HashSet<>();
    levels.forEach((node, level) -> (level % 2 == PRODUCTS ? products : images).add(level));
    levels.forEach(
        (node, level) -> {
          if (Pieces.isWide(node)) {
            images.remove(level);
          }
        });
    // what is left in images has no image
    levels.replaceAll(
        (node, level) ->
            images.contains(level) && products.contains(level + 1) ? level + 1 : level);
  }

  private int level(Node node) {
    return levels.getOrDefault(node, -1);
  }
}
