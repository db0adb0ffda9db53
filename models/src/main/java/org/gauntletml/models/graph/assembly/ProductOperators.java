package org.gauntletml.models.graph.assembly;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.gauntletml.models.graph.Linear;
import org.gauntletml.models.graph.Node;
import org.gauntletml.models.graph.Normalizations;
import org.gauntletml.models.graph.Shape;

/** Matrix products and normalisations. */
final class ProductOperators {
  private ProductOperators() {}

  static void register(Vocabulary v) {
    v.add("MatMul", Set.of(), ProductOperators::matMul);
    v.add("Gemm", Set.of("alpha", "beta", "transA", "transB"), ProductOperators::gemm);
    v.add(
        "BatchNormalization",
        Set.of("epsilon", "momentum", "spatial", "training_mode"),
        ProductOperators::batchNorm);
    v.add(
        "LayerNormalization", Set.of("axis", "epsilon", "stash_type"), ProductOperators::layerNorm);
    v.add(
        "InstanceNormalization",
        Set.of("epsilon"),
        c -> Normalizations.instanceNorm(c.b, c.in(0), c.in(1), c.in(2), c.real("epsilon", 1e-5)));
    v.add(
        "GroupNormalization",
        Set.of("epsilon", "num_groups", "stash_type"),
        ProductOperators::groupNorm);
    v.add(
        "LRN",
        Set.of("alpha", "beta", "bias", "size"),
        c ->
            Normalizations.localResponse(
                c.b,
                c.in(0),
                (int) c.integer("size", 1),
                c.real("alpha", 1e-4),
                c.real("beta", 0.75),
                c.real("bias", 1)));
  }

  /** A vector is a matrix of one row or column, which the result does not have. */
  private static Node matMul(Call c) {
    Node x = c.in(0);
    Node y = c.in(1);
    boolean row = x.shape().rank() == 1;
    boolean column = y.shape().rank() == 1;
    Node product =
        c.b.matMul(
            row ? c.b.reshape(x, Shape.of(1, x.shape().dim(0))) : x,
            column ? c.b.reshape(y, Shape.of(y.shape().dim(0), 1)) : y);
    List<Long> dims = new ArrayList<>(Arrays.stream(product.shape().dims()).boxed().toList());
    if (column) {
      dims.remove(dims.size() - 1);
    }
    if (row) {
      dims.remove(dims.size() - (column ? 1 : 2));
    }
    return c.b.reshape(product, Shape.of(dims));
  }

  private static Node gemm(Call c) {
    Node a = c.integer("transA", 0) != 0 ? c.b.transpose(c.in(0), 1, 0) : c.in(0);
    Node weights = scaled(c, c.in(1), c.real("alpha", 1));
    List<Node> inputs = new ArrayList<>(List.of(a, weights));
    if (c.has(2)) {
      inputs.add(scaled(c, c.in(2), c.real("beta", 1)));
    }
    return c.b.add(new Linear.Gemm(c.integer("transB", 0) != 0), inputs);
  }

  private static Node scaled(Call c, Node x, double factor) {
    return factor == 1 ? x : c.b.mul(x, c.b.scalar(factor));
  }

  private static Node batchNorm(Call c) {
    if (c.integer("training_mode", 0) != 0 || c.integer("spatial", 1) != 1) {
      throw c.refuse("inference mode, per channel", "training_mode or spatial set otherwise");
    }
    return Normalizations.batchNorm(
        c.b, c.in(0), c.in(1), c.in(2), c.in(3), c.in(4), c.real("epsilon", 1e-5));
  }

  private static Node layerNorm(Call c) {
    Node bias = c.has(2) ? c.in(2) : c.b.scalar(0);
    return Normalizations.layerNorm(
        c.b, c.in(0), (int) c.integer("axis", -1), c.in(1), bias, c.real("epsilon", 1e-5));
  }

  /** Scale and bias per group (operator set 18) or per channel (21). */
  private static Node groupNorm(Call c) {
    int groups = (int) c.integer("num_groups", 0);
    long channels = c.shape().dim(1);
    if (groups < 1 || channels % groups != 0) {
      throw c.refuse("num_groups that divide " + channels + " channels", groups);
    }
    return Normalizations.groupNorm(
        c.b,
        c.in(0),
        groups,
        perChannel(c, c.in(1), channels),
        perChannel(c, c.in(2), channels),
        c.real("epsilon", 1e-5));
  }

  private static Node perChannel(Call c, Node vector, long channels) {
    long size = vector.shape().dim(0);
    Node copies =
        c.b.expand(c.b.reshape(vector, Shape.of(size, 1)), Shape.of(size, channels / size));
    return c.b.reshape(copies, Shape.of(channels));
  }
}
