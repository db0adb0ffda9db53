package org.gauntletml.models.graph.assembly;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.gauntletml.models.graph.Layout;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Resampling;
import org.gauntletml.models.graph.Selection;
import org.gauntletml.models.graph.Shape;
import org.gauntletml.models.graph.Tensor;

/** Operators that move values. */
final class LayoutOperators {
  private LayoutOperators() {}

  static void register(Vocabulary v) {
    v.add("Reshape", Set.of("allowzero", "shape"), LayoutOperators::reshape);
    v.add("Flatten", Set.of("axis"), LayoutOperators::flatten);
    v.add("Squeeze", Set.of("axes"), LayoutOperators::squeeze);
    v.add("Unsqueeze", Set.of("axes"), LayoutOperators::unsqueeze);
    v.add("Transpose", Set.of("perm"), LayoutOperators::transpose);
    v.add("Concat", Set.of("axis"), LayoutOperators::concat);
    v.add("Tile", Set.of(), LayoutOperators::tile);
    v.several("Split", Set.of("axis", "num_outputs", "split"), LayoutOperators::split);
    v.add("Slice", Set.of("axes", "ends", "starts"), LayoutOperators::slice);
    v.add("Pad", Set.of("mode", "pads", "value"), LayoutOperators::pad);
    v.add("Expand", Set.of(), LayoutOperators::expand);
    v.add("Gather", Set.of("axis"), LayoutOperators::gather);
    v.add("DepthToSpace", Set.of("blocksize", "mode"), LayoutOperators::depthToSpace);
    v.add(
        "SpaceToDepth",
        Set.of("blocksize"),
        c -> Resampling.spaceToDepth(c.b, c.in(0), (int) c.integer("blocksize", 1)));
    ResizeOperators.register(v);
  }

  /** 0 keeps a dimension, -1 takes what is left; a fixed batch written down is the batch. */
  private static Node reshape(Call c) {
    boolean literal = c.integer("allowzero", 0) != 0;
    int batch = c.shape().batchAxis();
    long written = batch < 0 ? 0 : -c.shape().dim(batch) * c.dialect().fixedBatch();
    BiFunction<long[], long[], long[]> resolve =
        (own, wanted) -> {
          long[] dims = wanted.clone();
          int open = -1;
          for (int i = 0; i < dims.length; i++) {
            if ((dims[i] == 0 && !literal) || (i == batch && written > 0 && dims[i] == written)) {
              dims[i] = own[i];
            } else if (dims[i] == -1) {
              open = i;
              dims[i] = 1;
            }
          }
          if (open >= 0) {
            dims[open] = Shape.product(own) / Math.max(1, Shape.product(dims));
          }
          return dims;
        };
    return c.b.reshape(
        c.in(0), c.has(1) ? c.shape(1, resolve) : c.shape(sample -> c.list("shape"), resolve));
  }

  private static Node flatten(Call c) {
    int rank = c.shape().rank();
    int axis = (int) c.integer("axis", 1);
    int at = axis < 0 ? axis + rank : axis;
    return c.b.reshape(
        c.in(0),
        Shape.of(Shape.product(c.shape().dims(0, at)), Shape.product(c.shape().dims(at, rank))));
  }

  private static Node squeeze(Call c) {
    long[] given = c.either(1, "axes");
    List<Integer> axes =
        given == null
            ? IntStream.range(0, c.shape().rank())
                .filter(i -> c.shape().dim(i) == 1)
                .boxed()
                .toList()
            : Arrays.stream(given).mapToObj(a -> c.shape().axis((int) a)).toList();
    return c.b.reshape(
        c.in(0),
        Shape.of(
            IntStream.range(0, c.shape().rank())
                .filter(i -> !axes.contains(i))
                .mapToObj(c.shape()::dim)
                .toList()));
  }

  private static Node unsqueeze(Call c) {
    long[] given = c.either(1, "axes");
    if (given == null) {
      throw c.refuse("axes", "none");
    }
    int rank = c.shape().rank() + given.length;
    List<Long> axes = Arrays.stream(given).mapToObj(a -> a < 0 ? a + rank : a).toList();
    List<Long> dims = new ArrayList<>();
    for (long i = 0, from = 0; i < rank; i++) {
      dims.add(axes.contains(i) ? 1 : c.shape().dim((int) from++));
    }
    return c.b.reshape(c.in(0), Shape.of(dims));
  }

  private static Node transpose(Call c) {
    int rank = c.shape().rank();
    long[] reversed = IntStream.range(0, rank).mapToLong(i -> rank - 1 - i).toArray();
    return c.b.transpose(
        c.in(0), LongStream.of(c.list("perm", reversed)).mapToInt(p -> (int) p).toArray());
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

  /** A dimension of 1, or a fixed batch written down, leaves the value's own. */
  private static Node expand(Call c) {
    long fixed = c.dialect().fixedBatch();
    boolean batched = c.shape().batchAxis() == 0;
    return c.b.expand(
        c.in(0),
        c.shape(
            1,
            (own, wanted) -> {
              int rank = Math.max(wanted.length, own.length);
              long[] dims = new long[rank];
              for (int i = 1; i <= rank; i++) {
                long mine = i <= own.length ? own[own.length - i] : 1;
                long asked = i <= wanted.length ? wanted[wanted.length - i] : 1;
                boolean batch = batched && i == own.length && asked == fixed;
                dims[rank - i] = asked == 1 || batch ? mine : asked;
              }
              return dims;
            }));
  }

  /** The value repeated along each axis. */
  private static Node tile(Call c) {
    Shape tiled =
        c.shape(
            1,
            (own, times) ->
                IntStream.range(0, own.length).mapToLong(i -> own[i] * times[i]).toArray());
    Node x = c.in(0);
    for (int i = 0; i < tiled.rank(); i++) {
      long size = x.shape().dim(i);
      if (size == 1) {
        x = c.b.expand(x, x.shape().with(i, tiled.dim(i)));
      } else if (size != tiled.dim(i)) {
        x = c.b.concat(i, Collections.nCopies((int) (tiled.dim(i) / size), x));
      }
    }
    return x;
  }

  /** Without empty parts. In a file for a fixed batch, a constant may stand for every example. */
  private static Node concat(Call c) {
    List<Node> all = c.all();
    int axis = all.get(0).shape().axis((int) c.integer("axis", 0));
    List<Node> full = all.stream().filter(part -> part.shape().dim(axis) != 0).toList();
    List<Node> parts = full.isEmpty() ? all.subList(0, 1) : full;
    long fixed = c.dialect().fixedBatch();
    boolean batched = axis > 0 && parts.stream().anyMatch(p -> p.shape().batchAxis() == 0);
    return c.b.concat(
        axis,
        parts.stream()
            .map(
                p ->
                    batched && fixed == 1 && p.shape().dim(0) == 1
                        ? c.b.expand(p, p.shape().with(0, Shape.BATCH))
                        : p)
            .toList());
  }

  private static Node gather(Call c) {
    int axis = c.shape().axis((int) c.integer("axis", 0));
    long size = c.shape().dim(axis);
    List<Long> indices = Arrays.stream(c.longs(1)).mapToObj(i -> i < 0 ? i + size : i).toList();
    return c.b.add(new Selection.Gather(axis, indices, c.constant(1).shape()), c.in(0));
  }

  private static Node depthToSpace(Call c) {
    String mode = c.text("mode", "DCR");
    if (!mode.equals("DCR") && !mode.equals("CRD")) {
      throw c.refuse("mode DCR or CRD", mode);
    }
    int block = (int) c.integer("blocksize", 1);
    return Resampling.depthToSpace(c.b, c.in(0), block, mode.equals("DCR"));
  }
}
