package org.gauntletml.models.graph.assembly;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Resampling;
import org.gauntletml.models.graph.Selection;
import org.gauntletml.models.graph.Shape;

/** Operators that move values to other places, or copy them. */
final class LayoutOperators {
  private LayoutOperators() {}

  static void register(Vocabulary v) {
    v.add("Transpose", Set.of("perm"), LayoutOperators::transpose);
    v.add("Concat", Set.of("axis"), LayoutOperators::concat);
    v.add("Tile", Set.of(), LayoutOperators::tile);
    v.add("Expand", Set.of(), LayoutOperators::expand);
    v.add("Gather", Set.of("axis"), LayoutOperators::gather);
    v.add("DepthToSpace", Set.of("blocksize", "mode"), LayoutOperators::depthToSpace);
    v.add(
        "SpaceToDepth",
        Set.of("blocksize"),
        c -> Resampling.spaceToDepth(c.b, c.in(0), (int) c.integer("blocksize", 1)));
  }

  private static Node transpose(Call c) {
    int rank = c.shape().rank();
    long[] reversed = IntStream.range(0, rank).mapToLong(i -> rank - 1 - i).toArray();
    return c.b.transpose(
        c.in(0), LongStream.of(c.list("perm", reversed)).mapToInt(p -> (int) p).toArray());
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
