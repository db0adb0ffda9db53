package org.gauntletml.models.graph.assembly;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.gauntletml.models.graph.Layout;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Resampling;
import org.gauntletml.models.graph.Selection;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;

/** Operators that cut pieces out of a value, or put something around it. */
final class SliceOperators {
  private SliceOperators() {}

  static void register(Vocabulary v) {
    v.several("Split", Set.of("axis", "num_outputs", "split"), SliceOperators::split);
    v.add("Slice", Set.of("axes", "ends", "starts"), SliceOperators::slice);
    v.add("Pad", Set.of("mode", "pads", "value"), SliceOperators::pad);
  }

  private static List<Node> split(Call c) {
    int axis = c.shape().axis((int) c.integer("axis", 0));
    long size = c.shape().dim(axis);
    long[] given = c.either(1, "split");
    long part = -Math.floorDiv(-size, (long) c.outputs());
    List<Node> parts = new ArrayList<>();
    for (long start = 0; parts.size() < c.outputs(); ) {
      long count = given == null ? Math.min(part, size - start) : given[parts.size()];
      parts.add(c.b.slice(c.in(0), axis, start, count));
      start += count;
    }
    return parts;
  }

  /** ONNX's starts and ends may lie outside, and count from the end. */
  private static Node slice(Call c) {
    List<Known> bounds = List.of(bound(c, 1, "starts"), bound(c, 2, "ends"));
    long[] all = LongStream.range(0, bounds.get(0).longs(0).length).toArray();
    long[] axes = c.has(3) ? c.longs(3) : c.list("axes", all);
    Node x = c.in(0);
    for (int i = 0; i < axes.length; i++) {
      int axis = x.shape().axis((int) axes[i]);
      long step = c.has(4) ? c.longs(4)[i] : 1;
      if (!whole(bounds, i, x.shape().dim(axis), step)) {
        x = slice(c, x, axis, bounds.get(0).longs(0)[i], bounds.get(1).longs(0)[i], step);
      }
    }
    return x;
  }

  private static Known bound(Call c, int input, String attribute) {
    Known known = c.has(input) ? c.known(input) : Known.of(Tensor.vector(c.list(attribute)));
    if (known == null) {
      throw c.refuse(attribute + " that are known when the model is read", "computed ones");
    }
    return known;
  }

  /** Whether nothing is cut off at any batch size. */
  private static boolean whole(List<Known> bounds, int i, long dim, long step) {
    return step == 1
        && IntStream.range(0, Known.BATCHES.size())
            .allMatch(
                sample ->
                    bounds.get(0).longs(sample)[i] == 0
                        && bounds.get(1).longs(sample)[i]
                            >= Shape.of(dim).at(Known.BATCHES.get(sample))[0]);
  }

  private static Node slice(Call c, Node x, int axis, long from, long to, long step) {
    long size = x.shape().dim(axis);
    long start = clamp(from, size, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
    long end = clamp(to, size, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
    long count = Math.max(0, -Math.floorDiv(-(end - start), step));
    if (count == 0) {
      return c.b.constant(Tensor.of(new double[0], x.shape().with(axis, 0).dims()));
    }
    return step == 1
        ? c.b.slice(x, axis, start, count)
        : c.b.add(
            new Selection.Slice(List.of(axis), List.of(start), List.of(count), List.of(step)), x);
  }

  private static long clamp(long position, long size, long least, long most) {
    long counted = position < 0 ? position + size : position;
    return Math.max(least, Math.min(most, counted));
  }

  private static Node pad(Call c) {
    long[] given = c.either(1, "pads");
    if (given == null) {
      throw c.refuse("pads", "none");
    }
    int rank = c.shape().rank();
    long[] pads = given;
    if (c.has(3)) {
      pads = new long[2 * rank];
      long[] axes = c.longs(3);
      for (int i = 0; i < axes.length; i++) {
        pads[c.shape().axis((int) axes[i])] = given[i];
        pads[rank + c.shape().axis((int) axes[i])] = given[axes.length + i];
      }
    }
    Node x = c.in(0);
    String mode = c.text("mode", "constant");
    List<Long> begin = new ArrayList<>();
    List<Long> end = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      long before = Math.max(0, pads[i]);
      long after = Math.max(0, pads[rank + i]);
      long cut = Math.max(0, -pads[i]);
      if (pads[i] < 0 || pads[rank + i] < 0) {
        x = c.b.slice(x, i, cut, x.shape().dim(i) - cut - Math.max(0, -pads[rank + i]));
      }
      begin.add(before);
      end.add(after);
    }
    if (mode.equals("constant")) {
      double value = c.has(2) ? c.real(2, 0) : c.real("value", 0);
      return c.b.add(new Layout.Pad(begin, end, value), x);
    }
    for (int i = 0; i < rank; i++) {
      x =
          begin.get(i) + end.get(i) == 0
              ? x
              : Resampling.extend(c.b, x, i, begin.get(i), end.get(i), border(c, mode));
    }
    return x;
  }

  private static Resampling.Border border(Call c, String mode) {
    return switch (mode) {
      case "reflect" -> Resampling.Border.REFLECT;
      case "edge" -> Resampling.Border.EDGE;
      case "wrap" -> Resampling.Border.WRAP;
      default -> throw c.refuse("mode constant, reflect, edge or wrap", mode);
    };
  }
}
